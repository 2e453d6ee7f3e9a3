package io.lamplight.presence.spi;

/** A parameter of the Event header that says nothing, alone or beside the others; answered with 400 and this message. */
public final class BadParameter extends Exception {
    public BadParameter(String message) {
        super(message, null, false, false);
    }
}
