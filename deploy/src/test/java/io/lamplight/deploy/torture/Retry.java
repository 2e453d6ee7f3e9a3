package io.lamplight.deploy.torture;

import java.time.Duration;

/** When a phone comes back that was refused. */
public enum Retry {
    /** When Retry-After says (RFC 3261 §20.33), or after a second where it is missing. */
    AS_TOLD {
        @Override
        Duration after(Phones.Answer answer) {
            String seconds = answer.get("Retry-After").split("[;( ]", 2)[0];
            return Duration.ofSeconds(seconds.matches("[0-9]{1,4}") ? Integer.parseInt(seconds) : 1);
        }
    },
    /** Almost at once, as no good phone does: shows when the server is back, and not when phones are. */
    IMPATIENT {
        @Override
        Duration after(Phones.Answer answer) {
            return Duration.ofMillis(100);
        }
    };

    abstract Duration after(Phones.Answer answer);
}
