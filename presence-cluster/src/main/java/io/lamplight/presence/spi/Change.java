package io.lamplight.presence.spi;

import java.util.Optional;

/** What one PUBLISH, removal or expiry did to one publication. At least one side is there. */
public record Change(Optional<Publication> before, Optional<Publication> after) {}
