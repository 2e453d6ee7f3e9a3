package io.lamplight.presence.api;

/** All that a presentity receives: the commands that others send, and its own timers. */
public interface PresentityMessage {}
