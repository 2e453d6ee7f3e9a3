package io.lamplight.presence.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Name of an event package (RFC 6665 §8.2.1), with the parameter that makes it another one where there is such:
 * {@code presence}, {@code presence.winfo}, {@code dialog;sla}.
 */
public record EventName(@JsonValue String value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EventName {
        if (value.isEmpty() || value.length() > 64) {
            throw new IllegalArgumentException("event name of " + value.length() + " characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
