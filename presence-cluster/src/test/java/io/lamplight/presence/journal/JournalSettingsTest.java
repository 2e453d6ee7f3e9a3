package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalSettingsTest {
    @Test
    void acceptsItsDefaults() {
        JournalSettings settings = JournalSettings.from(ConfigFactory.load());
        assertThat(settings.table()).isEqualTo("lamplight.journal");
        assertThat(settings.emptyTag()).isEqualTo("empty");
        assertThat(settings.forgetAfter()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void keepsAllButWhatIsEmptyOrOfAPassingType() {
        JournalSettings settings = JournalSettings.from(ConfigFactory.load());
        assertThat(settings.timeToLive("presentity", false)).isZero();
        assertThat(settings.timeToLive("presentity", true)).isEqualTo(24 * 3600);
        assertThat(settings.timeToLive("rehearsal", false)).isEqualTo(600);
        assertThat(settings.timeToLive("rehearsal", true)).isEqualTo(600);
    }

    @ParameterizedTest
    @CsvSource({
        "max-batch-bytes, 1023 B",
        "max-batch-writes, 0",
        "max-waiting-bytes, 1 KiB",
        "page-size, 9",
        "snapshot-chunk-bytes, 1023 B",
        "retry.min, 0s",
        "retry.max, 1ms",
        "forget-after, 59s",
        "passing.forget-after, 59s",
        "table, journal"
    })
    void namesTheKeyOfAValueThatIsOutOfBounds(String key, String value) {
        var config = ConfigFactory.parseString("lamplight.journal." + key + " = " + value)
                .withFallback(ConfigFactory.load());
        assertThatThrownBy(() -> JournalSettings.from(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lamplight.journal." + key);
    }
}
