package io.lamplight.presence.spi;

/** A published body as its package understands it; immutable. */
public interface Parsed {}
