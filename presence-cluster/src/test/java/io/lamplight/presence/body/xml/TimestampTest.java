package io.lamplight.presence.body.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02t03:04:05z",
                " 2026-01-02T03:04:05.000Z\n",
                "2026-01-02T05:04:05+02:00",
                "2026-01-01T22:04:05-05:00",
                "2026-01-02T03:04:05"
            })
    void readsEachSpellingOfOneInstant(String text) {
        assertThat(Timestamp.parse(text)).hasValueSatisfying(time -> {
            assertThat(time.instant()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
            assertThat(time.text()).isEqualTo(text.strip());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "now", "2026-01-02", "2026-13-02T03:04:05Z", "12:00:00Z", "-", "+T", "2026-01-02T03:04:05+"})
    void knowsWhatIsNoTime(String text) {
        assertThat(Timestamp.parse(text)).isEmpty();
    }

    @Test
    void writesWholeSeconds() {
        assertThat(Timestamp.of(Instant.parse("2026-01-02T03:04:05.678Z")).text())
                .isEqualTo("2026-01-02T03:04:05Z");
    }
}
