package io.lamplight.presence.body.xml;

/** A document that is not well-formed, not valid for its format, or over a cap. */
public final class XmlFault extends Exception {
    private final boolean tooLarge;

    private XmlFault(String message, boolean tooLarge) {
        // No stack trace: this is a peer's mistake, met as often as the peer likes.
        super(message, null, false, false);
        this.tooLarge = tooLarge;
    }

    public static XmlFault malformed(String why) {
        return new XmlFault(why, false);
    }

    public static XmlFault tooLarge(String why) {
        return new XmlFault(why, true);
    }

    public boolean isTooLarge() {
        return tooLarge;
    }
}
