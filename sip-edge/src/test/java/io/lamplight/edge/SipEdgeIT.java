package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lamplight.edge.testkit.EdgeFixture;
import io.lamplight.edge.testkit.Phone;
import io.lamplight.presence.api.PresentityCommand;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets on free loopback ports. */
class SipEdgeIT extends EdgeFixture {
    private int port;

    @BeforeEach
    void startEdge() {
        start();
        port = port("udp");
    }

    @Test
    void servesBothTransportsOnOnePort() {
        assertThat(edge.isListening()).isTrue();
        assertThat(edge.addresses()).containsExactly("udp 127.0.0.1:" + port, "tcp 127.0.0.1:" + port);
    }

    @Test
    void stopsListening() throws Exception {
        edge.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(edge.isListening()).isFalse();
        start("lamplight.edge.port = " + port);
        assertThat(edge.isListening()).isTrue();
    }

    @Test
    void saysWhichPortIsInUse() {
        assertThatThrownBy(() -> start("lamplight.edge.port = " + port))
                .hasMessage("cannot listen on udp 127.0.0.1:" + port + ": Address already in use");
    }

    @Test
    void subscribesAndNotifiesByUdp() throws IOException {
        try (Phone bob = Phone.udp(port);
                Phone alice = Phone.udp(port)) {
            bob.send(bob.subscribe("alice", 1, 600));
            String answer = bob.receive();
            assertThat(answer).startsWith("SIP/2.0 200 OK\r\n");
            String notify = bob.receive();
            assertThat(notify).startsWith("NOTIFY sip:phone@127.0.0.1:" + bob.port() + " SIP/2.0\r\n");
            bob.answer(notify, "200 OK");

            alice.send(alice.publish("alice", 1, "<presence>1</presence>"));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");
            String second = bob.receive();
            assertThat(second).contains("\r\nCSeq: 2 NOTIFY\r\n").endsWith("<presence>1</presence>");
            bob.answer(second, "481 Gone");
        }
        await().untilAsserted(() -> assertThat(presentities.failures())
                .singleElement()
                .extracting(failure -> ((PresentityCommand.NotifyFailed) failure).code())
                .isEqualTo(481));
        await().untilAsserted(() ->
                assertThat(counter("lamplight.sip.notifies", "outcome", "ok")).isEqualTo(1));
    }

    @Test
    void readsAStreamHoweverItIsCut() throws IOException {
        try (Phone bob = Phone.tcp(port)) {
            String first = bob.publish("alice", 1, "<presence>\u00e9</presence>");
            String second = bob.publish("alice", 2, "");
            String third = bob.options(3);
            byte[] all = ("\r\n" + first + second + "\r\n" + third).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            for (byte octet : all) {
                bob.write(new byte[] {octet});
            }
            assertThat(bob.receive()).contains("\r\nCSeq: 1 PUBLISH\r\n").startsWith("SIP/2.0 200 ");
            assertThat(bob.receive()).contains("\r\nCSeq: 2 PUBLISH\r\n").startsWith("SIP/2.0 400 ");
            assertThat(bob.receive()).contains("\r\nCSeq: 3 OPTIONS\r\n").startsWith("SIP/2.0 200 ");

            bob.send(bob.options(4) + bob.options(5) + bob.options(6));
            for (int cseq = 4; cseq <= 6; cseq++) {
                assertThat(bob.receive()).contains("\r\nCSeq: " + cseq + " OPTIONS\r\n");
            }
        }
    }

    @Test
    void answersAPing() throws IOException {
        try (Phone bob = Phone.tcp(port)) {
            bob.write(new byte[] {'\r', '\n', '\r', '\n'});

            assertThat(bob.read(2)).isEqualTo("\r\n");
        }
    }

    @Test
    void answersAndClosesWhenAStreamCannotBeFollowed() throws IOException {
        try (Phone bob = Phone.tcp(port)) {
            bob.send(bob.options(1).replace("Content-Length: 0\r\n", ""));
            assertThat(bob.receive()).startsWith("SIP/2.0 400 ");
            assertThat(bob.isClosed()).isTrue();
        }
        try (Phone bob = Phone.tcp(port)) {
            bob.send(bob.publish("alice", 1, "").replace("Content-Length: 0", "Content-Length: 1900000000"));
            assertThat(bob.receive()).startsWith("SIP/2.0 413 ");
            bob.send("what comes then is dropped");
            assertThat(bob.isClosed()).isTrue();
        }
        try (Phone bob = Phone.tcp(port)) {
            bob.send("\u0016\u0003\u0001" + "x".repeat(70_000));
            assertThat(bob.isClosed()).isTrue();
        }
        assertThat(counter("lamplight.sip.unreadable")).isEqualTo(1);
    }

    @Test
    void notifiesByTheConnectionThatSubscribed() throws IOException {
        try (Phone bob = Phone.tcp(port)) {
            // The Contact leads nowhere: only the connection does.
            bob.send(bob.subscribe("alice", 1, 600).replace(":" + bob.port() + ";transport=tcp>", ":1;transport=tcp>"));
            String answer = bob.receive();
            assertThat(answer).startsWith("SIP/2.0 200 OK\r\n").contains(";transport=tcp>");
            String notify = bob.receive();
            assertThat(notify).startsWith("NOTIFY ").contains("Via: SIP/2.0/TCP 127.0.0.1:" + port);
            bob.answer(notify, "200 OK");

            try (Phone alice = Phone.udp(port)) {
                alice.send(alice.publish("alice", 1, "<presence>" + "x".repeat(5000) + "</presence>"));
                assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");
            }
            assertThat(bob.receive()).contains("\r\nCSeq: 2 NOTIFY\r\n").endsWith("x</presence>");
        }
    }

    @Test
    void connectsToTheContactWhenTheConnectionIsGone() throws IOException {
        try (Phone listening = Phone.listening(port);
                Phone alice = Phone.udp(port)) {
            try (Phone bob = Phone.tcp(port)) {
                bob.send(bob.subscribe("alice", 1, 600)
                        .replace(":" + bob.port() + ";transport=tcp>", ":" + listening.port() + ";transport=tcp>"));
                assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
                bob.answer(bob.receive(), "200 OK");
                await().untilAsserted(() -> assertThat(counter("lamplight.sip.notifies", "outcome", "ok"))
                        .isEqualTo(1));
            }
            // Until the edge has seen the close, a NOTIFY may still go to the dead connection: a request tells.
            await().untilAsserted(() -> {
                alice.send(alice.publish("alice", alice.next(), "<presence/>"));
                assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");
                assertThat(listening.isCalled()).isTrue();
            });
            assertThat(listening.receive()).startsWith("NOTIFY ");
        }
    }

    @Test
    void sendsLongNotifiesByTcpWhereItIsTaken() throws IOException {
        try (Phone bob = Phone.udp(port);
                Phone listening = Phone.listening(port, bob.port());
                Phone alice = Phone.udp(port)) {
            bob.send(bob.subscribe("alice", 1, 600));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
            bob.answer(bob.receive(), "200 OK");
            alice.send(alice.publish("alice", 1, "<presence>" + "x".repeat(2000) + "</presence>"));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");

            String notify = listening.receive();
            assertThat(notify).contains("Via: SIP/2.0/TCP ").endsWith("x</presence>");
            listening.answer(notify, "200 OK");
            await().untilAsserted(() -> assertThat(counter("lamplight.sip.notifies", "outcome", "ok"))
                    .isEqualTo(2));
            assertThat(counter("lamplight.sip.udp.oversize")).isZero();
        }
    }

    @Test
    void sendsLongNotifiesInFragmentsWhereTcpIsRefused() throws IOException {
        try (Phone bob = Phone.udp(port);
                Phone alice = Phone.udp(port)) {
            bob.send(bob.subscribe("alice", 1, 600));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
            bob.answer(bob.receive(), "200 OK");
            alice.send(alice.publish("alice", 1, "<presence>" + "x".repeat(20_000) + "</presence>"));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");

            assertThat(bob.receive()).contains("Via: SIP/2.0/UDP ").endsWith("x</presence>");
            assertThat(counter("lamplight.sip.udp.oversize")).isEqualTo(1);
        }
    }
}
