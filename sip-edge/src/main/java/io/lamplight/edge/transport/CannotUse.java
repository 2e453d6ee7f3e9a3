package io.lamplight.edge.transport;

/** A file that a setting names is of no use; the message is all that the operator needs. */
public final class CannotUse extends IllegalArgumentException {
    CannotUse(String key, String file, String why) {
        super(key + " = " + file + ": " + why);
    }

    CannotUse(String key, String file, String why, Throwable cause) {
        super(key + " = " + file + ": " + why, cause);
    }
}
