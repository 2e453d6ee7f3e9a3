package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lamplight.edge.testkit.Certificate;
import io.lamplight.edge.testkit.EdgeFixture;
import io.lamplight.edge.testkit.Phone;
import io.lamplight.edge.testkit.WebSocketPhone;
import io.lamplight.presence.api.PresentityCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps one peer from taking the room of others. The times are short; nobody waits but for an end. */
class ConnectionGuardIT extends EdgeFixture {
    private static final String HASTE = "lamplight.edge.tcp { handshake-timeout = 300 ms, message-timeout = 300 ms }";

    @TempDir
    private static Path folder;

    private static Certificate own;

    @BeforeAll
    static void makeCertificate() throws Exception {
        own = Certificate.create(folder, "own", "dns:sip.example.org,ip:127.0.0.1");
    }

    private double cut(String reason) {
        return counter("lamplight.sip.connections.cut", "reason", reason);
    }

    private void startAll(String... lines) {
        String[] all = Arrays.copyOf(lines, lines.length + 2);
        all[lines.length] = own.settings();
        all[lines.length + 1] = "lamplight.edge { ws.enabled = true, wss.enabled = true }";
        start(all);
    }

    /** Sends the beginning of something and waits until the other side has had enough. */
    private static void awaitCut(Phone phone, String beginning) throws IOException {
        try (phone) {
            phone.send(beginning);
            assertThat(phone.isClosed()).isTrue();
        }
    }

    @Test
    void cutsOffWhoDoesNotEndAMessage() throws Exception {
        startAll(HASTE);

        awaitCut(Phone.tcp(port("tcp")), "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: ");
        awaitCut(Phone.tls(port("tls"), Certificate.trusting(own)), "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: ");
        try (Phone bob = Phone.tcp(port("tcp"))) {
            awaitCut(bob, "\r\n" + bob.publish("alice", 1, "<presence/>").replace("presence/>", ""));
        }
        assertThat(cut("message")).isEqualTo(3);
    }

    @Test
    void cutsOffWhoSendsOctetByOctet() throws Exception {
        startAll(HASTE);
        try (Phone bob = Phone.tcp(port("tcp"));
                Phone clock = Phone.udp(port("udp"))) {
            byte[] one = {'x'};
            assertThat(catchThrowable(() -> {
                        while (true) {
                            bob.write(one);
                            clock.send(clock.options(clock.next()));
                            clock.receive();
                        }
                    }))
                    .as("the connection ends under it")
                    .isInstanceOf(IOException.class);
        }
        assertThat(cut("message")).isEqualTo(1);
    }

    @Test
    void cutsOffWhoDoesNotEndAHandshake() throws Exception {
        startAll(HASTE);

        awaitCut(Phone.tcp(port("tls")), "\u0016\u0003\u0001");
        awaitCut(Phone.tcp(port("wss")), "\u0016\u0003\u0001");
        awaitCut(Phone.tcp(port("tls")), "");
        assertThat(cut("handshake")).isEqualTo(3);
    }

    @Test
    void cutsOffWhoDoesNotEndAnUpgrade() throws Exception {
        startAll(HASTE);

        awaitCut(Phone.tcp(port("ws")), "GET / HTTP/1.1\r\nHost: ");
        awaitCut(Phone.tls(port("wss"), Certificate.trusting(own)), "GET / HTTP/1.1\r\nHost: ");
        awaitCut(Phone.tls(port("wss"), Certificate.trusting(own)), "");
        assertThat(cut("handshake") + cut("message")).isEqualTo(3);
    }

    @Test
    void cutsOffWhoDoesNotEndAFrame() throws Exception {
        startAll(HASTE);
        try (Phone bob = Phone.tcp(port("ws"))) {
            bob.send("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Protocol: sip\r\n\r\n");
            String answer = "";
            while (!answer.endsWith("\r\n\r\n")) {
                answer += bob.read(1);
            }
            assertThat(answer).startsWith("HTTP/1.1 101 ");
            bob.write(new byte[] {(byte) 0x81, (byte) 0x85, 1, 2});
            assertThat(bob.read(1000)).as("a close frame, then the end").containsIgnoringCase("policy");
        }
        assertThat(cut("message")).isEqualTo(1);
    }

    @Test
    void cutsOffWhoDoesNotSendAllFramesOfAMessage() throws Exception {
        startAll(HASTE);
        try (WebSocketPhone bob = WebSocketPhone.ws(port("ws"))) {
            bob.sendPart("OPTIONS");
            bob.ping("I am alive");
            assertThat(bob.closeCode()).isEqualTo(1008);
        }
        assertThat(cut("message")).isEqualTo(1);
    }

    /** Another one's end tells that the time is over. */
    @Test
    void leavesThoseAloneWhoHaveSaidAllTheyHadToSay() throws Exception {
        startAll(HASTE);
        try (Phone tcp = Phone.tcp(port("tcp"));
                Phone tls = Phone.tls(port("tls"), Certificate.trusting(own));
                WebSocketPhone ws = WebSocketPhone.ws(port("ws"))) {
            tcp.send("\r\n");
            tls.send(tls.options(1));
            assertThat(tls.receive()).startsWith("SIP/2.0 200 OK\r\n");
            ws.ping("ping");
            assertThat(ws.pong()).isEqualTo("ping");

            awaitCut(Phone.tcp(port("tcp")), "OPTIONS");
            awaitCut(Phone.tcp(port("tcp")), "OPTIONS");

            tcp.send(tcp.options(2));
            assertThat(tcp.receive()).startsWith("SIP/2.0 200 OK\r\n");
            tls.send(tls.options(2));
            assertThat(tls.receive()).startsWith("SIP/2.0 200 OK\r\n");
            ws.send(ws.request("OPTIONS", "sip:127.0.0.1", 2));
            assertThat(ws.receive()).startsWith("SIP/2.0 200 OK\r\n");
        }
    }

    @Test
    void closesSilentConnections() throws Exception {
        startAll("lamplight.edge.tcp.idle-timeout = 1 s");

        awaitCut(Phone.tcp(port("tcp")), "");
        assertThat(cut("idle")).isEqualTo(1);
    }

    /** All transports together: whoever has used up its share by one gets nothing by another. */
    @Test
    void takesOnlySoManyConnectionsFromOneAddress() throws Exception {
        startAll("lamplight.edge.tcp.max-connections-per-address = 2");
        try (Phone second = Phone.tls(port("tls"), Certificate.trusting(own))) {
            try (Phone first = Phone.tcp(port("tcp"))) {
                first.send(first.options(1));
                assertThat(first.receive()).startsWith("SIP/2.0 200 OK\r\n");
                awaitRefused(InetAddress.getLoopbackAddress());
                assertThat(counter("lamplight.sip.connections.refused", "cap", "address"))
                        .isEqualTo(1);
            }
            second.send(second.options(1));
            assertThat(second.receive()).startsWith("SIP/2.0 200 OK\r\n");

            try (Phone neighbour = Phone.over(port("tcp"), "TCP", from(InetAddress.getByName("127.0.0.2")))) {
                neighbour.send(neighbour.options(1));
                assertThat(neighbour.receive()).startsWith("SIP/2.0 200 OK\r\n");
            }
            await().ignoreExceptions().untilAsserted(() -> {
                try (Phone third = Phone.tcp(port("tcp"))) {
                    third.send(third.options(1));
                    assertThat(third.receive()).startsWith("SIP/2.0 200 OK\r\n");
                }
            });
        }
    }

    @Test
    void takesOnlySoManyConnectionsInAll() throws Exception {
        startAll("lamplight.edge.tcp.max-connections = 1");
        try (Phone only = Phone.tcp(port("tcp"))) {
            only.send(only.options(1));
            assertThat(only.receive()).startsWith("SIP/2.0 200 OK\r\n");

            awaitRefused(InetAddress.getByName("127.0.0.2"));
            assertThat(counter("lamplight.sip.connections.refused", "cap", "total"))
                    .isEqualTo(1);
        }
    }

    private void awaitRefused(InetAddress address) throws IOException {
        try (Socket socket = from(address)) {
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private Socket from(InetAddress address) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port("tcp"), address, 0);
    }

    /** NOTIFYs for one who does not read fail instead of waiting in memory, and then the connection goes. */
    @Test
    void letsNothingPileUpForWhoDoesNotRead() throws Exception {
        startAll("lamplight.edge.tcp { message-timeout = 1 s, max-unread = 64 KiB }");
        int watchers = 150;
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port("tcp")));
            Phone bob = Phone.over(port("tcp"), "TCP", socket);
            for (int i = 1; i <= watchers; i++) {
                bob.send(bob.subscribe("alice", i, 600));
                assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
                bob.answer(bob.receive(), "200 OK");
            }
            await().untilAsserted(() -> assertThat(counter("lamplight.sip.notifies", "outcome", "ok"))
                    .isEqualTo(watchers));
            try (Phone alice = Phone.udp(port("udp"))) {
                // Until the kernel's buffers are full too.
                await().untilAsserted(() -> {
                    alice.send(alice.publish("alice", alice.next(), "x".repeat(50_000)));
                    assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");
                    assertThat(cut("not-reading")).isEqualTo(1);
                });
            }
            assertThat(presentities.failures())
                    .isNotEmpty()
                    .allSatisfy(failure -> assertThat(((PresentityCommand.NotifyFailed) failure).code())
                            .isEqualTo(503));
            await().untilAsserted(() -> assertThat(open("tcp")).isZero());
        }
    }

    /** Nor do answers: whoever does not read them is not listened to either. */
    @Test
    void stopsListeningToWhoDoesNotRead() throws Exception {
        startAll("lamplight.edge.tcp { message-timeout = 1 s, max-unread = 64 KiB }");
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port("tcp")));
            Phone bob = Phone.over(port("tcp"), "TCP", socket);
            byte[] request = bob.options(1).getBytes(StandardCharsets.UTF_8);
            assertThat(catchThrowable(() -> {
                        while (true) {
                            bob.write(request);
                        }
                    }))
                    .isInstanceOf(IOException.class);
        }
        assertThat(cut("not-reading")).isEqualTo(1);
    }
}
