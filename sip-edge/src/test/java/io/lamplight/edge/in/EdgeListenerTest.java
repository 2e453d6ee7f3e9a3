package io.lamplight.edge.in;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.edge.testkit.FakeTransport;
import io.lamplight.edge.transport.Framing;
import io.lamplight.presence.api.PublishReply;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Server transactions, the way back, overload, and noise. */
class EdgeListenerTest {
    /** Other nodes, also of other versions, compute the same: it may never change. */
    private static final long TRANSACTION = -685253914015409261L;

    private final EdgeHarness edge = new EdgeHarness();

    private void answerFirst() {
        edge.presentities.publishes().get(0).reply().complete(new PublishReply.Accepted("e1", 600));
    }

    @Test
    void absorbsARetransmissionAndAnswersALaterOneAlike() {
        edge.udp(Sip.PUBLISH);
        edge.udp(Sip.PUBLISH);
        assertThat(edge.udp.take()).isEmpty();

        answerFirst();
        String answer = edge.answer();
        edge.advance(31_000);

        assertThat(edge.answer(Sip.PUBLISH)).isEqualTo(answer).startsWith("SIP/2.0 200 ");
        assertThat(edge.presentities.publishes()).hasSize(1);
    }

    @Test
    void answersARetransmissionWithLongRoutesAlike() {
        String routed = Sip.also(Sip.PUBLISH, "Via", "SIP/2.0/UDP " + "h".repeat(5000) + ";branch=z9hG4bK-0");
        edge.udp(routed);
        answerFirst();
        String answer = edge.answer();

        assertThat(edge.answer(routed))
                .isEqualTo(answer)
                .startsWith("SIP/2.0 200 ")
                .contains("h".repeat(5000));
        assertThat(edge.presentities.publishes()).hasSize(1);
    }

    @Test
    void keepsNoLongAnswerAndAsksForItAgain() {
        edge.udp(Sip.PUBLISH);
        edge.udp(Sip.PUBLISH);
        assertThat(edge.presentities.publishes()).hasSize(1);
        edge.presentities.publishes().get(0).reply().complete(new PublishReply.Accepted("e".repeat(3000), 600));
        assertThat(edge.answer()).startsWith("SIP/2.0 200 ");

        edge.udp(Sip.PUBLISH);

        assertThat(edge.presentities.publishes()).hasSize(2);
        assertThat(edge.presentities.publishes().get(1).command().transaction())
                .isEqualTo(edge.presentities.publishes().get(0).command().transaction());
    }

    @Test
    void tellsARetransmissionFromACancelWithItsBranch() {
        edge.udp(Sip.PUBLISH);

        assertThat(edge.answer(Sip.PUBLISH.replace("PUBLISH", "CANCEL"))).startsWith("SIP/2.0 481 ");
    }

    @Test
    void answers500WhenTheAnswerCannotBeHandled() {
        edge.udp(Sip.PUBLISH);
        edge.presentities.publishes().get(0).reply().complete(new PublishReply.Accepted(null, 600));

        assertThat(edge.answer()).startsWith("SIP/2.0 500 ");
        assertThat(edge.answer(Sip.PUBLISH)).startsWith("SIP/2.0 500 ");
        assertThat(edge.meters.get("lamplight.sip.pending").gauge().value()).isZero();
    }

    @Test
    void forgetsAnAnswerInTime() {
        edge.udp(Sip.PUBLISH);
        answerFirst();
        for (int i = 0; i < 4; i++) {
            edge.advance(16_001);
            edge.udp(Sip.OPTIONS.replace("K-3", "K-x" + i).replace("o1@", "x" + i));
        }
        edge.udp(Sip.PUBLISH);

        assertThat(edge.presentities.publishes()).hasSize(2);
    }

    @Test
    void tellsTransactionsApartWithoutTheMagicCookie() {
        String old = Sip.PUBLISH.replace("z9hG4bK-2", "1");
        edge.udp(old);
        edge.udp(old);
        edge.udp(Sip.with(old, "CSeq", "2 PUBLISH"));

        assertThat(edge.presentities.publishes()).hasSize(2);
    }

    @Test
    void refusesTheSameRequestByASecondPath() {
        edge.udp(Sip.SUBSCRIBE);

        assertThat(edge.answer(Sip.SUBSCRIBE.replace("z9hG4bK-1", "z9hG4bK-other")))
                .startsWith("SIP/2.0 482 ");
        assertThat(edge.presentities.subscribes()).hasSize(1);
    }

    @Test
    void givesTheSameTransactionTheSameNumberEverywhere() {
        edge.udp(Sip.PUBLISH);
        EdgeHarness other = new EdgeHarness();
        other.udp(Sip.PUBLISH);

        assertThat(other.presentities.publishes().get(0).command().transaction())
                .isEqualTo(edge.presentities.publishes().get(0).command().transaction())
                .isEqualTo(TRANSACTION);
    }

    @Test
    void answersToTheSourcePortOnlyWhenAsked() {
        edge.udp(Sip.with(Sip.OPTIONS, "Via", "SIP/2.0/UDP phone.example.org:7000;branch=z9hG4bK-9"));

        FakeTransport.Sent sent = edge.udp.one();
        assertThat(sent.to()).isEqualTo(new InetSocketAddress("127.0.0.1", 7000));
        assertThat(Sip.header(sent.text(), "Via"))
                .isEqualTo("SIP/2.0/UDP phone.example.org:7000;branch=z9hG4bK-9;received=127.0.0.1");
    }

    @Test
    void believesNoSourceThatTheRequestClaims() {
        String via =
                "SIP/2.0/UDP 10.0.0.1;received=9.9.9.9;rport=1;branch=z9hG4bK-9, SIP/2.0/UDP inner;branch=z9hG4bK0";
        edge.udp(Sip.also(Sip.with(Sip.OPTIONS, "Via", via), "Via", "SIP/2.0/UDP innermost;branch=z9hG4bK0"));

        FakeTransport.Sent sent = edge.udp.one();
        assertThat(sent.to()).isEqualTo(EdgeHarness.PEER);
        assertThat(sent.text())
                .contains("Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK-9;rport=6000;received=127.0.0.1,"
                        + " SIP/2.0/UDP inner;branch=z9hG4bK0\r\nVia: SIP/2.0/UDP innermost;branch=z9hG4bK0\r\n");
    }

    @Test
    void opensAConnectionForAnAnswerWhenTheOldOneIsGone() {
        String publish = Sip.PUBLISH.replace("SIP/2.0/UDP 127.0.0.1:6000", "SIP/2.0/TCP 127.0.0.1:6001");
        edge.tcp(publish, Framing.WHOLE);
        edge.tcp.disconnect(EdgeHarness.PEER);
        answerFirst();

        assertThat(edge.tcp.one().to()).isEqualTo(new InetSocketAddress("127.0.0.1", 6001));
    }

    @Test
    void refusesNewWorkBeforeRefreshesWhenOverloaded() {
        EdgeHarness busy = new EdgeHarness(java.util.List.of("*"), 5);
        for (int i = 0; i < 5; i++) {
            busy.udp(Sip.PUBLISH.replace("K-2", "K-a" + i).replace("p1@", "a" + i));
        }
        assertThat(busy.answer(Sip.PUBLISH.replace("K-2", "K-b").replace("p1@", "b")))
                .startsWith("SIP/2.0 503 ")
                .contains("\r\nRetry-After: 7\r\n");
        busy.udp(
                Sip.with(Sip.PUBLISH, "SIP-If-Match", "e").replace("K-2", "K-c").replace("p1@", "c"));
        assertThat(busy.presentities.publishes()).hasSize(6);
        assertThat(busy.meters.get("lamplight.sip.pending").gauge().value()).isEqualTo(6);
        assertThat(busy.answer(Sip.with(Sip.SUBSCRIBE, "To", "<sip:alice@example.org>;tag=t")))
                .startsWith("SIP/2.0 503 ");

        busy.presentities.publishes().forEach(one -> one.reply().completeExceptionally(new TimeoutException()));
        assertThat(busy.udp.take()).hasSize(6).allMatch(sent -> sent.text().startsWith("SIP/2.0 503 "));
        assertThat(busy.meters.get("lamplight.sip.pending").gauge().value()).isZero();
    }

    @Test
    void handsResponsesOnUnread() {
        edge.udp("SIP/2.0 200 OK\r\n\r\n");

        assertThat(edge.responses).hasSize(1);
        assertThat(edge.udp.take()).isEmpty();
    }

    /** Nothing that a peer sends may throw, hang or cost more than its size. */
    @Test
    void survivesNoise() {
        Random random = new Random(4711);
        String[] seeds = {Sip.SUBSCRIBE, Sip.PUBLISH, Sip.OPTIONS};
        String spice = "\"\\<>;:,=@()[]%?&/ \t\r\n\0\u00e9*+z9SIP";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(seeds[round % seeds.length]);
            int changes = 1 + random.nextInt(6);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(text.length() - 1);
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, spice.charAt(random.nextInt(spice.length())));
                    case 1 -> text.insert(at, spice.charAt(random.nextInt(spice.length())));
                    case 2 -> text.deleteCharAt(at);
                    default -> text.setLength(Math.max(at, 20));
                }
            }
            edge.udp(text.toString());
        }

        assertThat(edge.count("lamplight.sip.requests", "code", "500")).isZero();
        assertThat(edge.udp.take()).allMatch(sent -> sent.text().startsWith("SIP/2.0 "));
    }
}
