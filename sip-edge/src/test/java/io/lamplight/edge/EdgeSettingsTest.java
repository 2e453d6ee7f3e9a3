package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.lamplight.edge.transport.StreamKind;
import io.lamplight.edge.transport.TlsSettings;
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
        assertThat(settings.udp()).isPresent();
        assertThat(settings.streams().keySet()).containsExactly(StreamKind.TCP);
        assertThat(settings.tls().clients()).isEqualTo(TlsSettings.ClientCertificates.NONE);
        assertThat(settings.tcp().limits().connect()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void readsSeveralHostsFromOneVariable() {
        assertThat(EdgeSettings.from(with("host = \"127.0.0.1, 127.0.0.2\"")).hosts())
                .containsExactly("127.0.0.1", "127.0.0.2");
    }

    @Test
    void listensByTlsOnceThereIsACertificate() {
        EdgeSettings settings = EdgeSettings.from(with("tls { certificate = a, key = b, port = 5555 }"));

        assertThat(settings.streams().get(StreamKind.TLS)).isEqualTo(new EdgeSettings.Port(5555, 0));
        assertThat(settings.streams()).doesNotContainKeys(StreamKind.WS, StreamKind.WSS);
    }

    /** As -D gives them, which knows no lists. */
    @Test
    void readsFurtherCertificatesOneByOne() {
        Config config = ConfigFactory.parseString("lamplight.edge.tls.certificates.0 { certificate = c, key = d }")
                .withFallback(with("tls { certificate = a, key = b }"));

        assertThat(EdgeSettings.from(config).tls().identities())
                .containsExactly(
                        new TlsSettings.Identity("lamplight.edge.tls", "a", "b"),
                        new TlsSettings.Identity("lamplight.edge.tls.certificates.0", "c", "d"));
    }

    @Test
    void wantsAtLeastOneTransport() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EdgeSettings.from(with("udp.enabled = false, lamplight.edge.tcp.enabled = false")))
                .withMessage("lamplight.edge.udp.enabled = false: must be true, since no other transport is on");
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
                "udp.enabled = perhaps|lamplight.edge.udp.enabled = perhaps: must be true or false",
                "tls.key = a.pem|lamplight.edge.tls.certificate = : must be a file, as the other of the two is",
                "tls.certificate = a.pem|lamplight.edge.tls.key = : must be a file, as the other of the two is",
                "tls.client-certificates = some|lamplight.edge.tls.client-certificates = some: must be one of none, want",
                "tls.client-certificates = need|lamplight.edge.tls.trust = : must be a file",
                "tls.certificates = [{ certificate = a }]|lamplight.edge.tls.certificates = {certificate=a}: must be a list",
                "tls.certificates = yes|lamplight.edge.tls.certificates = yes: must be a list of objects",
                "wss.enabled = true|lamplight.edge.wss.enabled = true: must be false as long as tls.certificate is",
                "tcp.max-unread = 1|lamplight.edge.tcp.max-unread = 1: must be a size from",
                "tcp.idle-timeout = soon|lamplight.edge.tcp.idle-timeout = soon: must be a duration from",
            })
    void namesKeyValueAndWhatIsAllowed(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EdgeSettings.from(with(line)))
                .withMessageStartingWith(message);
    }
}
