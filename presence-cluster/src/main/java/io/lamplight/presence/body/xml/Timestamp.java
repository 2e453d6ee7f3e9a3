package io.lamplight.presence.body.xml;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A point in time with the spelling it came in (RFC 3339), so that writing it back changes nothing. */
public record Timestamp(String text, Instant instant) {

    /** Empty if the text is no time. One without zone, which xs:dateTime allows, is taken as UTC. */
    public static Optional<Timestamp> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > 64) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Timestamp(trimmed, instantOf(trimmed)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** In whole seconds: phones show no finer, and some cannot read a fraction. */
    public static Timestamp of(Instant instant) {
        Instant seconds = instant.truncatedTo(ChronoUnit.SECONDS);
        return new Timestamp(seconds.toString(), seconds);
    }

    private static Instant instantOf(String text) {
        int clock = Math.max(text.indexOf('T'), text.indexOf('t'));
        boolean zoned = text.endsWith("Z")
                || text.endsWith("z")
                || text.indexOf('+', clock + 1) > 0
                || text.indexOf('-', clock + 1) > 0;
        return zoned
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
