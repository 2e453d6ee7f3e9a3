package io.lamplight.presence.packages.presence;

/**
 * What kind of thing speaks of the user (COMP-01). Of two that contradict each other the one of higher rank is right,
 * however old its word is; among equals it is the newest.
 */
record SourceClass(String name, int rank) {
    /** A user agent that publishes. A PUBLISH cannot say that it is more, so all publications are of this class. */
    static final SourceClass DEVICE = new SourceClass("device", 0);
}
