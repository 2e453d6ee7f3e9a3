package io.lamplight.edge.in;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.Header;
import io.lamplight.edge.message.RawMessage;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.spi.Expiry;
import java.util.Map;

/** Expires (RFC 6665 §4.2.1.1, RFC 3903 §6): what is granted for what is asked. */
final class Lifetime {
    /** Below an hour a request may be too brief; from there on it never is. */
    private static final int NEVER_TOO_BRIEF = 3600;

    private static final long MALFORMED = -1;

    private Lifetime() {}

    /** Seconds that the request names, the preset if it names none, or -1 if it is malformed. */
    private static long asked(RawMessage raw, Expiry expiry) {
        int count = raw.count(Header.EXPIRES);
        if (count == 0) {
            return expiry.preset();
        }
        return count > 1 ? MALFORMED : Grammar.number(raw.first(Header.EXPIRES), Integer.MAX_VALUE);
    }

    /** Null if the lifetime can be granted. */
    static Rejected refusal(RawMessage raw, Expiry expiry) {
        long asked = asked(raw, expiry);
        if (asked == MALFORMED) {
            return Rejected.of(400, "Bad Expires");
        }
        return asked > 0 && asked < expiry.minimum() && asked < NEVER_TOO_BRIEF
                ? new Rejected(423, "Interval Too Brief", Map.of("Min-Expires", Integer.toString(expiry.minimum())))
                : null;
    }

    static int granted(RawMessage raw, Expiry expiry) {
        return (int) Math.min(asked(raw, expiry), expiry.maximum());
    }
}
