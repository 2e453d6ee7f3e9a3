package io.lamplight.presence.spi;

import java.time.Instant;

/**
 * One live publication as a package sees it.
 *
 * @param id stable from the initial PUBLISH on, unlike its entity-tag; unique within the presentity
 * @param publishedAt when its present body came
 */
public record Publication(String id, Parsed content, Instant publishedAt) {}
