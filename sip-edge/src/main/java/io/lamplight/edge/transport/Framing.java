package io.lamplight.edge.transport;

/** How surely a transport could tell where a message ends. */
public enum Framing {
    WHOLE,
    /** A stream's header without a usable Content-Length (RFC 3261 §18.3): the connection ends behind it. */
    NO_LENGTH,
    /** More than the edge takes: only the header, or as much of it as was taken, is there. */
    TOO_LARGE
}
