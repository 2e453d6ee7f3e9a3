package io.lamplight.presence.spi;

/**
 * Lifetimes of subscriptions and publications, in seconds.
 *
 * @param minimum below it, 423 with Min-Expires (RFC 6665 §4.2.1.1 allows that only for requests under 3600)
 * @param preset granted when the request names none
 * @param maximum longer requests are shortened to it
 */
public record Expiry(int minimum, int preset, int maximum) {
    public Expiry {
        if (minimum < 1 || preset < minimum || maximum < preset) {
            throw new IllegalArgumentException(
                    "expiry " + minimum + " <= " + preset + " <= " + maximum + " does not hold");
        }
    }
}
