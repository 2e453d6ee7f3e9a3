package io.lamplight.presence.spi;

/** A body that its media type does not allow; answered with 400 and this message, or 413 when it is too much of it. */
public final class BadBody extends Exception {
    private final boolean tooLarge;

    private BadBody(String message, boolean tooLarge) {
        super(message, null, false, false);
        this.tooLarge = tooLarge;
    }

    public static BadBody malformed(String why) {
        return new BadBody(why, false);
    }

    /** Over a cap on size, depth or number of elements. */
    public static BadBody tooLarge(String why) {
        return new BadBody(why, true);
    }

    public boolean isTooLarge() {
        return tooLarge;
    }
}
