package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lamplight.edge.testkit.Certificate;
import io.lamplight.edge.testkit.EdgeFixture;
import io.lamplight.edge.testkit.Phone;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with real handshakes; certificates are made for the run. */
class TlsIT extends EdgeFixture {
    @TempDir
    private static Path folder;

    private static Certificate own;
    private static Certificate other;
    private static Certificate phone;

    @BeforeAll
    static void makeCertificates() throws Exception {
        own = Certificate.create(folder, "own", "dns:sip.example.org,ip:127.0.0.1");
        other = Certificate.create(folder, "other", "dns:other.example.org,dns:*.wild.example.org");
        phone = Certificate.create(folder, "phone", "dns:localhost");
    }

    private Phone phone() throws Exception {
        return Phone.tls(port("tls"), Certificate.trusting(own));
    }

    @Test
    void notifiesByTheConnectionThatSubscribed() throws Exception {
        start(own.settings());
        try (Phone bob = phone();
                Phone alice = Phone.udp(port("udp"))) {
            bob.send(bob.subscribe("alice", 1, 600).replace(":" + bob.port() + ";transport=tls>", ":1;transport=tls>"));
            assertThat(bob.receive())
                    .startsWith("SIP/2.0 200 OK\r\n")
                    .containsPattern("Contact: <sip:[^>]*@127.0.0.1:" + port("tls") + ";transport=tls>\r\n");
            String first = bob.receive();
            assertThat(first)
                    .contains("\r\nVia: SIP/2.0/TLS 127.0.0.1:" + port("tls") + ";branch=")
                    .containsPattern("Contact: <sip:[^>]*@127.0.0.1:" + port("tls") + ";transport=tls>\r\n");
            bob.answer(first, "200 OK");

            alice.send(alice.publish("alice", 1, "<presence>" + "x".repeat(50_000) + "</presence>"));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");
            assertThat(bob.receive()).contains("\r\nCSeq: 2 NOTIFY\r\n").endsWith("x</presence>");
            assertThat(open("tls")).isEqualTo(1);
        }
        await().untilAsserted(() -> assertThat(open("tls")).isZero());
    }

    /** RFC 3261 §12.1.1, §8.1.1.8. */
    @Test
    void answersSipsWithSips() throws Exception {
        start(own.settings());
        try (Phone bob = phone()) {
            bob.send(bob.subscribe("alice", 1, 600)
                    .replace("SUBSCRIBE sip:", "SUBSCRIBE sips:")
                    .replace("<sip:phone@127", "<sips:phone@127"));
            assertThat(bob.receive())
                    .startsWith("SIP/2.0 200 OK\r\n")
                    .containsPattern("Contact: <sips:[^>]*@127.0.0.1:" + port("tls") + ">\r\n");
            assertThat(bob.receive())
                    .startsWith("NOTIFY sips:phone@127.0.0.1:")
                    .containsPattern("Contact: <sips:[^>]*@127.0.0.1:" + port("tls") + ">\r\n");
        }
    }

    @Test
    void answersAPing() throws Exception {
        start(own.settings());
        try (Phone bob = phone()) {
            bob.send("\r\n\r\n");
            assertThat(bob.read(2)).isEqualTo("\r\n");
        }
    }

    @Test
    void answersAndClosesWhenAStreamCannotBeFollowed() throws Exception {
        start(own.settings());
        try (Phone bob = phone()) {
            bob.send(bob.options(1).replace("Content-Length: 0\r\n", ""));
            assertThat(bob.receive()).startsWith("SIP/2.0 400 ");
            assertThat(bob.isClosed()).isTrue();
        }
        assertThat(counter("lamplight.sip.connections.cut", "reason", "framing"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "other.example.org, other",
        "OTHER.example.org, other",
        "a.wild.example.org, other",
        "sip.example.org, own",
        "nobody.example.org, own",
        "'', own"
    })
    void showsTheCertificateThatTheClientAsksFor(String name, String shown) throws Exception {
        start(
                own.settings(),
                "lamplight.edge.tls.certificates = [{ certificate = \"" + other.chain() + "\", key = \"" + other.key()
                        + "\" }]");
        try (SSLSocket socket = (SSLSocket) Certificate.trusting(own, other)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port("tls"))) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getSession().getPeerCertificates()[0])
                    .isEqualTo((shown.equals("own") ? own : other).x509());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaks(String version) throws Exception {
        start(own.settings());
        try (SSLSocket socket = (SSLSocket) Certificate.trusting(own)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port("tls"))) {
            socket.setEnabledProtocols(new String[] {version});
            Phone bob = Phone.over(port("tls"), "TLS", socket);
            bob.send(bob.options(1));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    /** By hand, since this JDK would not say such a thing. */
    @Test
    void refusesTls11() throws Exception {
        start(own.settings());
        byte[] hello = HexFormat.of()
                .parseHex("160302" + "002f" + "01" + "00002b" + "0302" + "5a".repeat(32) + "00" + "0004c009c013"
                        + "0100");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("tls"))) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello);
            InputStream in = socket.getInputStream();
            byte[] alert = in.readNBytes(7);
            assertThat(alert[0]).as("an alert").isEqualTo((byte) 21);
            assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
            assertThat(in.read()).isEqualTo(-1);
        }
        await().untilAsserted(() -> assertThat(counter("lamplight.sip.handshakes.failed", "transport", "tls"))
                .isEqualTo(1));
    }

    @Test
    void refusesWhatIsNoTls() throws Exception {
        start(own.settings());
        try (Phone bob = Phone.tcp(port("tls"))) {
            bob.send(bob.options(1));
            assertThat(bob.isClosed()).isTrue();
        }
        assertThat(counter("lamplight.sip.handshakes.failed", "transport", "tls"))
                .isEqualTo(1);
    }

    @Test
    void needsAClientCertificateThatItTrusts() throws Exception {
        start(own.settings(), "lamplight.edge.tls { client-certificates = need, trust = \"" + phone.chain() + "\" }");
        try (Phone bob = Phone.tls(port("tls"), phone.facing(own))) {
            bob.send(bob.options(1));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
        }
        assertThatThrownBy(() -> ask(phone())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(Phone.tls(port("tls"), other.facing(own)))).isInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(counter("lamplight.sip.handshakes.failed", "transport", "tls"))
                .isEqualTo(2));
    }

    @Test
    void wantsAClientCertificateAndDoesWithout() throws Exception {
        start(own.settings(), "lamplight.edge.tls { client-certificates = want, trust = \"" + phone.chain() + "\" }");

        assertThat(ask(phone())).startsWith("SIP/2.0 200 OK\r\n");
        assertThat(ask(Phone.tls(port("tls"), phone.facing(own)))).startsWith("SIP/2.0 200 OK\r\n");
        assertThatThrownBy(() -> ask(Phone.tls(port("tls"), other.facing(own)))).isInstanceOf(IOException.class);
    }

    private static String ask(Phone bob) throws IOException {
        try (bob) {
            bob.send(bob.options(1));
            return bob.receive();
        }
    }

    /** The watcher's connection is gone, but its Contact is a server that shows the right certificate. */
    @Test
    void connectsToTheContactByTls() throws Exception {
        start(own.settings(), "lamplight.edge.tls.trust = \"" + phone.chain() + "\"");
        try (Phone listening = subscribedAndGone(phone);
                Phone alice = Phone.udp(port("udp"))) {
            alice.send(alice.publish("alice", 1, "<presence/>"));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");

            assertThat(listening.receive()).startsWith("NOTIFY ").contains("Via: SIP/2.0/TLS 127.0.0.1:");
        }
    }

    /** As a proxy does that uses the connection which we opened to it (RFC 5923). */
    @Test
    void notifiesByAConnectionOfItsOwnThatAWatcherUses() throws Exception {
        start(own.settings(), "lamplight.edge.tls.trust = \"" + phone.chain() + "\"");
        try (Phone listening = subscribedAndGone(phone);
                Phone alice = Phone.udp(port("udp"))) {
            alice.send(alice.publish("alice", 1, "<presence/>"));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");
            listening.answer(listening.receive(), "200 OK");

            listening.send(listening.subscribe("alice", 1, 600).replace(":" + listening.port() + ";tr", ":1;tr"));
            assertThat(listening.receive()).startsWith("SIP/2.0 200 OK\r\n");
            assertThat(listening.receive()).startsWith("NOTIFY sip:phone@127.0.0.1:1;transport=tls ");
            assertThat(open("tls")).isEqualTo(1);
        }
    }

    /** RFC 5922 §7.1. */
    @Test
    void tellsNobodyWhoIsNotWhomItCalled() throws Exception {
        start(own.settings(), "lamplight.edge.tls.trust = \"" + other.chain() + "\"");
        try (Phone listening = subscribedAndGone(other);
                Phone alice = Phone.udp(port("udp"))) {
            alice.send(alice.publish("alice", 1, "<presence/>"));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");

            assertThatThrownBy(listening::receive).isInstanceOf(IOException.class);
        }
        await().untilAsserted(() -> assertThat(presentities.failures()).hasSize(1));
    }

    private Phone subscribedAndGone(Certificate certificate) throws Exception {
        ServerSocket server = certificate
                .facing()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Phone listening = Phone.listening(port("tls"), "TLS", server);
        try (Phone bob = phone()) {
            bob.send(bob.subscribe("alice", 1, 600)
                    .replace("127.0.0.1:" + bob.port() + ";transport", "localhost:" + listening.port() + ";transport"));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
            bob.answer(bob.receive(), "200 OK");
            await().untilAsserted(() -> assertThat(counter("lamplight.sip.notifies", "outcome", "ok"))
                    .isEqualTo(1));
        }
        await().untilAsserted(() -> assertThat(open("tls")).isZero());
        return listening;
    }

    @Test
    void listensByTlsAlone() throws Exception {
        start(own.settings(), "lamplight.edge { udp.enabled = false, tcp.enabled = false }");

        assertThat(edge.addresses()).containsExactly("tls 127.0.0.1:" + port("tls"));
        assertThat(ask(phone())).startsWith("SIP/2.0 200 OK\r\n");
    }

    @Test
    void saysInOneLineWhichFileIsOfNoUse() throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        Path old = Files.writeString(
                folder.resolve("old.key"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");

        assertThatThrownBy(() -> start(settings(missing, own.key())))
                .hasMessage("lamplight.edge.tls.certificate = " + missing + ": no such file");
        assertThatThrownBy(() -> start(settings(folder, own.key())))
                .hasMessage("lamplight.edge.tls.certificate = " + folder + ": cannot be read");
        assertThatThrownBy(() -> start(settings(empty, own.key())))
                .hasMessage("lamplight.edge.tls.certificate = " + empty + ": no CERTIFICATE in it");
        assertThatThrownBy(() -> start(settings(own.chain(), own.chain())))
                .hasMessage("lamplight.edge.tls.key = " + own.chain() + ": no PRIVATE KEY in it");
        assertThatThrownBy(() -> start(settings(own.chain(), old)))
                .hasMessageContaining("holds a RSA PRIVATE KEY, wanted is an unencrypted PRIVATE KEY (PKCS #8)");
        assertThatThrownBy(() -> start(settings(own.chain(), other.key())))
                .hasMessage("lamplight.edge.tls.key = " + other.key() + ": is not the key of the certificate in "
                        + own.chain());
        assertThatThrownBy(() -> start(
                        own.settings(),
                        "lamplight.edge.tls.certificates = [{ certificate = \"" + other.chain() + "\", key = \""
                                + own.key() + "\" }]"))
                .hasMessageStartingWith("lamplight.edge.tls.certificates.0.key = " + own.key() + ": is not the key");
    }

    private static String settings(Path certificate, Path key) {
        return "lamplight.edge.tls { port = 0, certificate = \"" + certificate + "\", key = \"" + key + "\" }";
    }
}
