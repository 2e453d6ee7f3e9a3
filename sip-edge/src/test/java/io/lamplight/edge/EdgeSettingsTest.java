package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeSettingsTest {
    private static Config with(String line) {
        return ConfigFactory.parseString("lamplight.edge." + line)
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .resolve();
    }

    @Test
    void isSafeByDefault() {
        EdgeSettings settings = EdgeSettings.from(with("port = 5060"));

        assertThat(settings.hosts()).containsExactly("127.0.0.1");
        assertThat(settings.maxBody()).isEqualTo(64 * 1024);
        assertThat(settings.domains()).containsExactly("*");
        assertThat(settings.tcpConnectTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void readsSeveralHostsFromOneVariable() {
        assertThat(EdgeSettings.from(with("host = \"127.0.0.1, 127.0.0.2\"")).hosts())
                .containsExactly("127.0.0.1", "127.0.0.2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port = 70000|lamplight.edge.port = 70000: must be a number from 0 to 65535",
                "port = five|lamplight.edge.port = five: must be a number from 0 to 65535",
                "host = \",\"|lamplight.edge.host = [, ]: must be one or more names",
                "host = 0.0.0.0|lamplight.edge.advertised-host = : must be a host name",
                "domains = []|lamplight.edge.domains = []: must be one or more names",
                "max-body = 1 TiB|lamplight.edge.max-body = 1099511627776: must be a size from",
                "udp.receivers = 0|lamplight.edge.udp.receivers = 0: must be a number from 1 to 64",
                "tcp.idle-timeout = soon|lamplight.edge.tcp.idle-timeout = soon: must be a duration from",
            })
    void namesKeyValueAndWhatIsAllowed(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EdgeSettings.from(with(line)))
                .withMessageStartingWith(message);
    }
}
