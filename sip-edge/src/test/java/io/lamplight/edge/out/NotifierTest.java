package io.lamplight.edge.out;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.edge.testkit.FakePackage;
import io.lamplight.edge.testkit.FakeTransport;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.SendNotifies;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The client transaction of a NOTIFY, and what its presentity hears of it. */
class NotifierTest extends NotifierHarness {
    @Test
    void writesTheWholeNotify() {
        NotifyContent content = new NotifyContent(
                FakePackage.DIALOG, Bytes.utf8("<d version=\"\" é/>"), 12, Map.of("X-State", "1\r\nEvil: 2"));
        SendNotifies.Line line = new SendNotifies.Line(dialog(), "7", 3, 42, "active", null, now + 599_001, 0);
        notifier.send(new SendNotifies(
                new Aor("sip:alice@example.org"), new EventName("dialog"), List.of(content), List.of(line)));

        FakeTransport.Sent sent = udp.one();
        assertThat(sent.to()).isEqualTo(WATCHER);
        assertThat(sent.text().replaceAll("branch=z9hG4bK[0-9a-f]+\\.[0-9a-f]+;", "branch=z9hG4bK;"))
                .isEqualTo("""
                        NOTIFY sip:bob@127.0.0.1:6000 SIP/2.0
                        Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK;rport
                        Max-Forwards: 70
                        From: <sip:alice@example.org>;tag=t1
                        To: "Bob" <sip:bob@example.org>;tag=f1
                        Call-ID: c1
                        CSeq: 3 NOTIFY
                        Contact: <sip:ll-YWxpY2VAZXhhbXBsZS5vcmc@127.0.0.1:5060>
                        Event: dialog;id=7
                        Subscription-State: active;expires=600
                        X-State: 1  Evil: 2
                        Content-Type: application/dialog-info+xml
                        Content-Length: 20

                        <d version="42" é/>""".replace("\n", "\r\n"));
    }

    @Test
    void writesAnEndWithItsReason() {
        SendNotifies.Line line = new SendNotifies.Line(dialog(), "", 3, 0, "terminated", "timeout", now, 0);
        notifier.send(new SendNotifies(new Aor("sip:alice@example.org"), PRESENCE, List.of(body("")), List.of(line)));

        String text = udp.one().text();
        assertThat(header(text, "Subscription-State")).isEqualTo("terminated;reason=timeout");
        assertThat(header(text, "Content-Type")).isNull();
        assertThat(text).endsWith("Content-Length: 0\r\n\r\n");
    }

    @Test
    void letsNoStoredValueBecomeAHeader() {
        DialogState evil = new DialogState(
                "c\r\nA: 1",
                "t1",
                "f\nB: 1",
                "<sip:a@b>\r\nC: 1",
                "<sip:c@d>\rD: 1",
                "sip:bob@127.0.0.1:6000",
                List.of("<sip:127.0.0.1:6000;lr>\r\nE: 1"),
                new Flow("e", "udp\r\nF: 1", "127.0.0.1:6000"));
        notifier.send(notification(evil, 1, body("")));

        assertThat(udp.one().text().split("\r\n"))
                .hasSize(12)
                .noneMatch(line -> line.matches("[A-F]: 1.*"))
                .noneMatch(line -> line.contains("\n") || line.contains("\r"));
    }

    @Test
    void sendsOneAtATimeAndTheNewestNext() {
        send(1);
        FakeTransport.Sent first = udp.one();
        send(2);
        send(3);
        send(2);
        assertThat(udp.take()).isEmpty();
        assertThat(meters.get("lamplight.sip.notify.waiting").gauge().value()).isEqualTo(1);

        respond(first, "200 OK");

        FakeTransport.Sent next = udp.one();
        assertThat(cseq(next)).isEqualTo("3 NOTIFY");
        respond(next, "200 OK");
        assertThat(udp.take()).isEmpty();
        assertThat(outcome("ok")).isEqualTo(2);
        assertThat(outcome("superseded")).isEqualTo(2);
        assertThat(meters.get("lamplight.sip.notify.waiting").gauge().value()).isZero();
        assertThat(presentities.told()).isEmpty();
    }

    @Test
    void dropsWhatWasOvertakenOnItsWay() {
        send(2);
        respond(udp.one(), "200 OK");
        send(1);
        send(2);

        assertThat(udp.take()).isEmpty();
    }

    @Test
    void retransmitsUntilTimeout() {
        send(1);
        FakeTransport.Sent first = udp.one();
        List<Long> times = new ArrayList<>();
        long start = now;
        while (presentities.told().isEmpty()) {
            pass(50);
            for (FakeTransport.Sent again : udp.take()) {
                assertThat(again).isEqualTo(first);
                times.add((now - start) / 100 * 100);
            }
        }

        assertThat(times).hasSize(10).startsWith(500L, 1500L, 3500L, 7500L, 11500L);
        assertThat(now - start).isBetween(32_000L, 32_200L);
        assertThat(told()).containsExactly(failed(1, 408, -1));
        assertThat(outcome("timeout")).isEqualTo(1);
        assertThat(meters.get("lamplight.sip.notify.retransmits").counter().count())
                .isEqualTo(10);
    }

    @Test
    void slowsDownAfterAProvisionalResponse() {
        send(1);
        respond(udp.one(), "100 Trying");
        pass(600);
        assertThat(udp.take()).hasSize(1);
        pass(3900);
        assertThat(udp.take()).isEmpty();
        pass(200);
        assertThat(udp.take()).hasSize(1);
    }

    @Test
    void stopsWhenAnswered() {
        send(1);
        respond(udp.one(), "202 Accepted");
        pass(40_000);

        assertThat(udp.take()).isEmpty();
        assertThat(presentities.told()).isEmpty();
        assertThat(notifier.remembered()).isZero();
        assertThat(notifier.underWay()).isZero();
    }

    @Test
    void reportsAFinalFailureOnceAndDropsTheRestOfAGoneDialog() {
        send(1);
        FakeTransport.Sent first = udp.one();
        send(2);
        respond(first, "481 Subscription Does Not Exist");
        respond(first, "481 Subscription Does Not Exist");

        assertThat(told()).containsExactly(failed(1, 481, -1), failed(2, 481, -1));
        assertThat(udp.take()).isEmpty();
    }

    @Test
    void endsNoSubscriptionForAChallenge() {
        for (int cseq = 1; cseq <= 2; cseq++) {
            send(cseq);
            respond(udp.one(), cseq == 1 ? "401 Unauthorized" : "407 Proxy Authentication Required");
        }

        assertThat(presentities.told()).isEmpty();
        assertThat(outcome("challenged")).isEqualTo(2);
        assertThat(notifier.underWay()).isZero();
    }

    @Test
    void followsARedirectionOnce() {
        send(1);
        FakeTransport.Sent first = udp.one();
        respond(first, "302 Moved", "Contact: <sip:bob@127.0.0.2:7000>;q=0.9, <sip:other@127.0.0.3>");

        FakeTransport.Sent second = udp.one();
        assertThat(second.to()).isEqualTo(new InetSocketAddress("127.0.0.2", 7000));
        assertThat(second.text()).startsWith("NOTIFY sip:bob@127.0.0.2:7000 SIP/2.0\r\n");
        assertThat(header(second.text(), "Via")).isNotEqualTo(header(first.text(), "Via"));
        assertThat(header(second.text(), "Call-ID")).isEqualTo(header(first.text(), "Call-ID"));
        respond(first, "302 Moved", "Contact: <sip:bob@127.0.0.2:7000>");
        assertThat(udp.take()).isEmpty();
        assertThat(presentities.told()).isEmpty();

        respond(second, "302 Moved", "Contact: <sip:bob@127.0.0.1:6000>");
        assertThat(udp.take()).isEmpty();
        assertThat(presentities.told()).hasSize(1);
        assertThat(outcome("redirected")).isEqualTo(1);
    }

    @Test
    void takesARedirectionToNowhereForAFailure() {
        send(1);
        respond(udp.one(), "300 Choose");
        send(2);
        respond(udp.one(), "302 Moved", "Contact: <tel:+1234>");

        assertThat(presentities.told()).hasSize(2);
    }

    @Test
    void blamesNoWatcherForAFaultOfOurs() {
        SendNotifies whole = notification(dialog(), 1, body(""));
        SendNotifies.Line line = new SendNotifies.Line(dialog(), "", 1, 0, "active", null, now, 1);
        notifier.send(new SendNotifies(whole.resource(), whole.event(), whole.contents(), List.of(line)));

        assertThat(presentities.told()).isEmpty();
        assertThat(outcome("fault")).isEqualTo(1);
        send(2);
        assertThat(cseq(udp.one())).isEqualTo("2 NOTIFY");
    }

    @Test
    void leavesAPeerAloneThatSaysWhenToComeBack() {
        send(1);
        FakeTransport.Sent first = udp.one();
        send(2);
        respond(first, "503 Service Unavailable", "Retry-After: 30 (busy);duration=10");

        assertThat(told()).containsExactly(failed(1, 503, 30), failed(2, 503, 30));
        assertThat(udp.take()).isEmpty();
    }

    @Test
    void sendsTheNewestAfterAnotherFailureAndReportsThatToo() {
        send(1);
        FakeTransport.Sent first = udp.one();
        send(2);
        respond(first, "500 Oops");

        assertThat(told()).containsExactly(failed(1, 500, -1));
        assertThat(cseq(udp.one())).isEqualTo("2 NOTIFY");
    }

    @Test
    void believesNoForeignResponse() {
        send(1);
        FakeTransport.Sent sent = udp.one();
        FakeTransport.Sent wrongNumber = new FakeTransport.Sent(sent.text().replace("CSeq: 1", "CSeq: 2"), sent.to());
        FakeTransport.Sent wrongBranch =
                new FakeTransport.Sent(sent.text().replace("branch=z9hG4bK", "branch=z9hG4bKx"), sent.to());
        respond(wrongNumber, "481 No");
        respond(wrongBranch, "481 No");
        notifier.onResponse("SIP/2.0 481\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        notifier.onResponse("SIP/2.0 4x1 No\r\nVia: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(presentities.told()).isEmpty();
        respond(sent, "200 OK");
        assertThat(outcome("ok")).isEqualTo(1);
    }

    @Test
    void readsCompactAndFoldedResponses() {
        send(1);
        String via = header(udp.one().text(), "Via")
                .replace(";branch", "\r\n ;Branch ")
                .replace("=z9", "= z9");
        notifier.onResponse(("SIP/2.0 200 OK\r\nv: " + via + ", SIP/2.0/UDP x;branch=y\r\ncseq : 1   NOTIFY\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(outcome("ok")).isEqualTo(1);
    }

    @Test
    void followsAWatcherThatMovedWithoutWaitingForItsOldPlace() {
        send(1);
        FakeTransport.Sent old = udp.one();
        send(2);

        DialogState moved = dialog().withTarget("sip:bob@127.0.0.1:7000", new Flow("edge-1", "udp", "127.0.0.1:7000"));
        notifier.send(notification(moved, 3, body("<new/>")));

        FakeTransport.Sent sent = udp.one();
        assertThat(cseq(sent)).isEqualTo("3 NOTIFY");
        assertThat(sent.to().getPort()).isEqualTo(7000);
        respond(old, "481 Gone");
        respond(sent, "200 OK");
        pass(40_000);
        assertThat(udp.take()).isEmpty();
        assertThat(presentities.told()).isEmpty();
        assertThat(notifier.underWay()).isZero();
    }

    @Test
    void readsAResponseBehindLineEnds() {
        send(1);
        String text = udp.one().text();

        notifier.onResponse(("\r\n\r\nSIP/2.0 200 OK\r\nVia: " + header(text, "Via") + "\r\nCSeq: 1 NOTIFY\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(notifier.underWay()).isZero();
    }

    @Test
    void forgetsOnDemand() {
        send(1);
        send(2);
        FakeTransport.Sent first = udp.one();
        notifier.forget(new EdgeCommand.Forget("t1"));
        respond(first, "481 No");
        pass(40_000);

        assertThat(udp.take()).isEmpty();
        assertThat(presentities.told()).isEmpty();
        assertThat(notifier.remembered()).isZero();
        assertThat(notifier.underWay()).isZero();
    }

    @Test
    void blamesNoWatcherForItsOwnEnd() {
        send(1);
        notifier.stop();
        send(2);
        pass(40_000);

        assertThat(presentities.told()).isEmpty();
    }
}
