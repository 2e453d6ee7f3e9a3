package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lamplight.edge.testkit.Certificate;
import io.lamplight.edge.testkit.EdgeFixture;
import io.lamplight.edge.testkit.Phone;
import io.lamplight.edge.testkit.WebSocketPhone;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIP over WebSocket (RFC 7118), with the JDK's client. */
class WebSocketIT extends EdgeFixture {
    @TempDir
    private static Path folder;

    private void startPlain() {
        start("lamplight.edge.ws.enabled = true");
    }

    private static void answerFirst(WebSocketPhone bob) throws InterruptedException {
        assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
        bob.answer(bob.receive(), "200 OK");
    }

    private void publish(String body) throws Exception {
        try (Phone alice = Phone.udp(port("udp"))) {
            alice.send(alice.publish("alice", 1, body));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");
        }
    }

    @Test
    void notifiesTheBrowserByItsOwnConnection() throws Exception {
        startPlain();
        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"))) {
            assertThat(bob.protocol()).isEqualTo("sip");
            bob.send(bob.subscribe("alice", 1));
            assertThat(bob.receive())
                    .startsWith("SIP/2.0 200 OK\r\nVia: SIP/2.0/WS ")
                    .contains(".invalid;branch=")
                    .contains(";received=127.0.0.1\r\n")
                    .containsPattern("Contact: <sip:[^>]*@127.0.0.1:" + port("ws") + ";transport=ws>\r\n");
            String first = bob.receive();
            assertThat(first)
                    .startsWith("NOTIFY sip:phone@")
                    .contains("\r\nVia: SIP/2.0/WS 127.0.0.1:" + port("ws") + ";branch=")
                    .containsPattern("Contact: <sip:[^>]*@127.0.0.1:" + port("ws") + ";transport=ws>\r\n");
            bob.answer(first, "200 OK");

            publish("<presence>" + "x".repeat(40_000) + "</presence>");
            String second = bob.receive();
            assertThat(second).contains("\r\nCSeq: 2 NOTIFY\r\n").endsWith("x</presence>");
            bob.answer(second, "200 OK");
            await().untilAsserted(() -> assertThat(counter("lamplight.sip.notifies", "outcome", "ok"))
                    .isEqualTo(2));
        }
    }

    @Test
    void doesTheSameUnderTls() throws Exception {
        Certificate own = Certificate.create(folder, "own", "dns:sip.example.org,ip:127.0.0.1");
        start(own.settings(), "lamplight.edge.wss.enabled = true");
        try (WebSocketPhone bob = WebSocketPhone.wss(port("wss"), Certificate.trusting(own))) {
            bob.send(bob.subscribe("alice", 1).replace("SUBSCRIBE sip:", "SUBSCRIBE sips:"));
            assertThat(bob.receive())
                    .startsWith("SIP/2.0 200 OK\r\nVia: SIP/2.0/WSS ")
                    .containsPattern("Contact: <sips:[^>]*@127.0.0.1:" + port("wss") + ";transport=ws>\r\n");
            String first = bob.receive();
            assertThat(first).contains("\r\nVia: SIP/2.0/WSS 127.0.0.1:" + port("wss") + ";branch=");
            bob.answer(first, "200 OK");
            assertThat(open("wss")).isEqualTo(1);

            publish("<presence/>");
            assertThat(bob.receive()).contains("\r\nCSeq: 2 NOTIFY\r\n");
        }
    }

    @Test
    void takesBinaryFramesAndMessagesInSeveralFrames() throws Exception {
        startPlain();
        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"))) {
            bob.sendBinary(bob.request("OPTIONS", "sip:127.0.0.1", 1));
            assertThat(bob.receive()).contains("\r\nCSeq: 1 OPTIONS\r\n");

            String message = bob.request("PUBLISH", "sip:alice@example.org", 2, "Event: presence", "Expires: 60")
                    .replace("\r\n\r\n", "\r\nContent-Type: application/pidf+xml\r\n\r\n<presence/>");
            bob.sendPart(message.substring(0, 50));
            bob.ping("between");
            bob.sendPart(message.substring(50, 120));
            bob.send(message.substring(120));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n").contains("\r\nCSeq: 2 PUBLISH\r\n");
            assertThat(bob.pong()).isEqualTo("between");
        }
    }

    @Test
    void answersPingsOfBothKinds() throws Exception {
        startPlain();
        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"))) {
            bob.ping("still there?");
            assertThat(bob.pong()).isEqualTo("still there?");

            bob.send("\r\n\r\n");
            assertThat(bob.receive()).isEqualTo("\r\n");
        }
    }

    @Test
    void wantsTheSubprotocolSip() {
        startPlain();

        assertThatThrownBy(() -> WebSocketPhone.mute(port("ws"))).hasMessageContaining("WebSocketHandshakeException");
        assertThatThrownBy(() -> WebSocketPhone.ws(port("ws"), "xmpp"))
                .hasMessageContaining("WebSocketHandshakeException");
        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"), "xmpp", "sip")) {
            assertThat(bob.protocol()).isEqualTo("sip");
        }
        assertThat(counter("lamplight.sip.handshakes.failed", "transport", "ws"))
                .isEqualTo(2);
    }

    @Test
    void tellsPlainHttpToUpgrade() throws Exception {
        startPlain();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port("ws") + "/"))
                .build();

        HttpResponse<Void> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());

        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(response.headers().firstValue("Sec-WebSocket-Version")).hasValue("13");
    }

    @Test
    void closesWhatIsTooLarge() throws Exception {
        startPlain();
        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"))) {
            String message = bob.request("OPTIONS", "sip:127.0.0.1", 1);
            bob.send(message + "x".repeat(65 * 1024));
            assertThat(bob.receive()).startsWith("SIP/2.0 413 ");

            bob.offer("x".repeat(100_000), false);
            bob.offer("x".repeat(100_000), true);
            assertThat(bob.closeCode()).isEqualTo(1009);
        }
    }

    /** No other way leads to a browser: what it misses, it gets when it is back. */
    @Test
    void findsTheBrowserAgainByItsNextConnection() throws Exception {
        startPlain();
        String subscribe;
        String tag;
        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"))) {
            subscribe = bob.subscribe("alice", 1);
            bob.send(subscribe);
            String answer = bob.receive();
            tag = answer.replaceAll("(?s).*\r\nTo: [^\r]*;tag=([^\r;]*).*", "$1");
            bob.answer(bob.receive(), "200 OK");
            await().untilAsserted(() -> assertThat(counter("lamplight.sip.notifies", "outcome", "ok"))
                    .isEqualTo(1));
        }
        await().untilAsserted(() -> assertThat(open("ws")).isZero());
        publish("<presence>missed</presence>");

        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"))) {
            bob.send(subscribe
                    .replace("CSeq: 1", "CSeq: 2")
                    .replace("branch=z9hG4bK", "branch=z9hG4bK2")
                    .replace("To: <sip:alice@example.org>", "To: <sip:alice@example.org>;tag=" + tag));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
            assertThat(bob.receive()).startsWith("NOTIFY ").endsWith("missed</presence>");
        }
        assertThat(presentities.failures()).isEmpty();
    }

    @Test
    void saysGoodbyeWhenTheEdgeStops() throws Exception {
        startPlain();
        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"))) {
            bob.send(bob.subscribe("alice", 1));
            answerFirst(bob);
            edge.stop();

            assertThat(bob.closeCode()).isEqualTo(1001);
        }
    }
}
