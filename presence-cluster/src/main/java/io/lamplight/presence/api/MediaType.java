package io.lamplight.presence.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Media type without parameters, in lower case: {@code application/pidf+xml}. */
public record MediaType(@JsonValue String value) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MediaType {
        if (value.indexOf('/') < 1 || value.indexOf('/') == value.length() - 1) {
            throw new IllegalArgumentException("not a media type: " + value);
        }
        value = value.toLowerCase(Locale.ROOT);
    }

    public static MediaType of(String type, String subtype) {
        return new MediaType(type + '/' + subtype);
    }

    @Override
    public String toString() {
        return value;
    }
}
