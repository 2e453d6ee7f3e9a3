package io.lamplight.presence.api;

/** Marks what travels between nodes; bound to Jackson CBOR in reference.conf. Fields are only ever added, as optional. */
public interface WireMessage {}
