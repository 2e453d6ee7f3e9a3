package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.edge.testkit.EdgeFixture;
import io.lamplight.edge.testkit.Phone;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By which way NOTIFYs leave, and what other stacks get wrong about it. */
class FlowIT extends EdgeFixture {
    private int port;

    @BeforeEach
    void startEdge() {
        start();
        port = port("udp");
    }

    private void publish(String body) throws IOException {
        try (Phone alice = Phone.udp(port)) {
            alice.send(alice.publish("alice", 1, body));
            assertThat(alice.receive()).startsWith("SIP/2.0 200 OK\r\n");
        }
    }

    private static String behindNat(Phone phone, int cseq) {
        return phone.subscribe("alice", cseq, 600)
                .replace("Contact: <sip:phone@127.0.0.1:" + phone.port(), "Contact: <sip:phone@10.255.255.1:5060");
    }

    /** TR-02: the socket of the phone takes from the edge's own port alone, as a NAT does. */
    @Test
    void reachesThroughANatBySocketAndSource() throws IOException {
        try (Phone bob = Phone.udp(port).connected()) {
            bob.send(behindNat(bob, 1));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
            String first = bob.receive();
            assertThat(first).startsWith("NOTIFY sip:phone@10.255.255.1:5060 SIP/2.0\r\n");
            bob.answer(first, "200 OK");

            publish("<presence>" + "x".repeat(5000) + "</presence>");
            assertThat(bob.receive()).contains("\r\nCSeq: 2 NOTIFY\r\n").endsWith("x</presence>");
            assertThat(counter("lamplight.sip.udp.oversize")).isEqualTo(1);
        }
    }

    @Test
    void goesToTheContactOfWhoDoesNotAskForItsSource() throws IOException {
        try (Phone asking = Phone.udp(port);
                Phone bob = Phone.udp(port)) {
            asking.send(asking.subscribe("alice", 1, 600)
                    .replace("phone@127.0.0.1:" + asking.port(), "phone@127.0.0.1:" + bob.port())
                    .replace(";rport", ""));
            assertThat(asking.receive()).startsWith("SIP/2.0 200 OK\r\n");
            assertThat(bob.receive()).startsWith("NOTIFY sip:phone@127.0.0.1:" + bob.port() + " SIP/2.0\r\n");
        }
    }

    @Test
    void goesToTheContactOfWhoCameByAProxyThatKeepsOut() throws IOException {
        try (Phone proxy = Phone.udp(port);
                Phone bob = Phone.udp(port)) {
            proxy.send(proxy.subscribe("alice", 1, 600)
                    .replace("phone@127.0.0.1:" + proxy.port(), "phone@127.0.0.1:" + bob.port())
                    .replace("\r\nMax-", "\r\nVia: SIP/2.0/UDP 127.0.0.1:" + bob.port() + ";branch=z9hG4bK-b\r\nMax-"));
            assertThat(proxy.receive()).startsWith("SIP/2.0 200 OK\r\n");
            assertThat(bob.receive()).startsWith("NOTIFY ");
        }
    }

    @Test
    void doesNotAnswerKeepAlivesByUdp() throws IOException {
        try (Phone bob = Phone.udp(port)) {
            bob.send("\r\n\r\n");
            bob.send("\r\n");
            bob.send("\0\0\0\0");
            bob.send(bob.options(1));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
        }
        assertThat(counter("lamplight.sip.unreadable")).isZero();
    }

    /** As JAIN-SIP's NIO closes the connection (RestComm/jain-sip#139). */
    @Test
    void takesACompactCallIdByAConnection() throws IOException {
        try (Phone bob = Phone.tcp(port)) {
            bob.send(bob.options(1).replace("Call-ID:", "i:").replace("Content-Length:", "l:"));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
            bob.send(bob.options(2));
            assertThat(bob.receive()).startsWith("SIP/2.0 200 OK\r\n");
        }
    }

    /** As JAIN-SIP's NIO loses some of them (usnistgov/jsip#77) or sends none (RestComm/jain-sip#164). */
    @Test
    void sendsTheFirstMessageOfEachConnectionThatItOpens() throws IOException {
        List<Phone> phones = new ArrayList<>();
        try (Phone bob = Phone.udp(port)) {
            for (int i = 1; i <= 40; i++) {
                Phone listening = Phone.listening(port);
                phones.add(listening);
                bob.send(byTcp(bob, listening.port(), i));
            }
            for (Phone phone : phones) {
                String notify = phone.receive();
                assertThat(notify).startsWith("NOTIFY sip:phone@127.0.0.1:" + phone.port() + ";transport=tcp ");
                phone.answer(notify, "200 OK");
            }
            await().untilAsserted(() -> assertThat(counter("lamplight.sip.notifies", "outcome", "ok"))
                    .isEqualTo(40));
        } finally {
            for (Phone phone : phones) {
                phone.close();
            }
        }
    }

    /** As JAIN-SIP's NIO opens several or none (RestComm/jain-sip#80, #188). */
    @Test
    void opensOneConnectionForManyMessagesAtOnceAndAnotherWhenItIsGone() throws IOException {
        try (ServerSocket server = new ServerSocket(0);
                Phone bob = Phone.udp(port)) {
            server.setSoTimeout(10_000);
            for (int i = 1; i <= 20; i++) {
                bob.send(byTcp(bob, server.getLocalPort(), i));
            }
            try (Phone first = Phone.over(port, "TCP", server.accept())) {
                for (int i = 1; i <= 20; i++) {
                    first.answer(first.receive(), "200 OK");
                }
                await().untilAsserted(() -> assertThat(counter("lamplight.sip.notifies", "outcome", "ok"))
                        .isEqualTo(20));
                assertThat(open("tcp")).isEqualTo(1);
            }
            await().untilAsserted(() -> assertThat(open("tcp")).isZero());

            publish("<presence/>");
            try (Phone second = Phone.over(port, "TCP", server.accept())) {
                for (int i = 1; i <= 20; i++) {
                    assertThat(second.receive()).contains("\r\nCSeq: 2 NOTIFY\r\n");
                }
            }
        }
    }

    private static String byTcp(Phone phone, int listening, int cseq) {
        return phone.subscribe("alice", cseq, 600)
                .replace("phone@127.0.0.1:" + phone.port() + ">", "phone@127.0.0.1:" + listening + ";transport=tcp>");
    }
}
