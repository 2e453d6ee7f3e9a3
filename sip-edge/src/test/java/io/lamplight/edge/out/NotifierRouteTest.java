package io.lamplight.edge.out;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.edge.testkit.FakeTransport;
import io.lamplight.edge.transport.HostPort;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.Flow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a NOTIFY goes, and by which transport. */
class NotifierRouteTest extends NotifierHarness {
    @Test
    void goesByLooseRoute() {
        notifier.send(notification(
                routed("sip:bob@10.0.0.9", "<sip:127.0.0.1:7000;lr>", "<sip:p2.example.org;lr>"), 1, body("")));

        FakeTransport.Sent sent = udp.one();
        assertThat(sent.to()).isEqualTo(new InetSocketAddress("127.0.0.1", 7000));
        assertThat(sent.text())
                .startsWith("NOTIFY sip:bob@10.0.0.9 SIP/2.0\r\n")
                .contains("\r\nRoute: <sip:127.0.0.1:7000;lr>\r\nRoute: <sip:p2.example.org;lr>\r\n");
    }

    @Test
    void goesByStrictRoute() {
        notifier.send(notification(
                routed("sip:bob@10.0.0.9", "<sip:127.0.0.1:7000>", "<sip:p2.example.org;lr>"), 1, body("")));

        FakeTransport.Sent sent = udp.one();
        assertThat(sent.to()).isEqualTo(new InetSocketAddress("127.0.0.1", 7000));
        assertThat(sent.text())
                .startsWith("NOTIFY sip:127.0.0.1:7000 SIP/2.0\r\n")
                .contains("\r\nRoute: <sip:p2.example.org;lr>\r\nRoute: <sip:bob@10.0.0.9>\r\n");
    }

    @Test
    void followsMaddrAndDefaultPort() {
        notifier.send(notification(routed("sip:bob@example.org;maddr=127.0.0.3"), 1, body("")));

        assertThat(udp.one().to()).isEqualTo(new InetSocketAddress("127.0.0.3", 5060));
    }

    @Test
    void asksForNamesWithoutWaiting() throws UnknownHostException {
        notifier.send(notification(routed("sip:bob@phone.example.org:6000"), 1, body("")));
        assertThat(udp.take()).isEmpty();
        names.get(0).complete(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));

        assertThat(udp.one().to()).isEqualTo(WATCHER);
        pass(1100);
        assertThat(udp.take()).hasSize(1);
    }

    @Test
    void reportsWhatCannotBeSent() {
        notifier.send(notification(routed("sip:bob@nowhere.example.org"), 1, body("")));
        names.get(0).completeExceptionally(new UnknownHostException());
        notifier.send(notification(routed("sips:bob@127.0.0.1;transport=sctp"), 2, body("")));
        notifier.send(notification(routed("tel:123"), 3, body("")));
        notifier.send(notification(routed("sip:bob@127.0.0.1;transport=sctp"), 4, body("")));

        assertThat(told())
                .containsExactly(failed(1, 503, -1), failed(2, 503, -1), failed(3, 503, -1), failed(4, 503, -1));
        assertThat(outcome("unsendable")).isEqualTo(4);
    }

    @Test
    void reusesTheWatchersConnection() {
        tcp.connect(WATCHER);
        notifier.send(notification(byTcp("sip:bob@10.0.0.9:7000;transport=tcp"), 1, body("")));

        FakeTransport.Sent sent = tcp.one();
        assertThat(sent.to()).isEqualTo(WATCHER);
        assertThat(header(sent.text(), "Via")).startsWith("SIP/2.0/TCP 127.0.0.1:5060;branch=");
        assertThat(header(sent.text(), "Contact")).endsWith(";transport=tcp>");
        pass(20_000);
        assertThat(tcp.take()).as("no retransmission over TCP").isEmpty();
        pass(13_000);
        assertThat(told()).containsExactly(failed(1, 408, -1));
    }

    @Test
    void connectsToTheContactWhenTheConnectionIsGone() {
        notifier.send(notification(byTcp("sip:bob@127.0.0.1:7000;transport=tcp"), 1, body("")));

        assertThat(tcp.one().to()).isEqualTo(new InetSocketAddress("127.0.0.1", 7000));
        assertThat(udp.take()).isEmpty();
    }

    @Test
    void reportsWhenThatFailsToo() {
        tcp.refuse(true);
        notifier.send(notification(byTcp("sip:bob@127.0.0.1:7000;transport=tcp"), 1, body("")));

        assertThat(told()).containsExactly(failed(1, 503, -1));
    }

    @Test
    void triesTheContactOnceWhenTheConnectionBreaksBeforeTheResponse() {
        InetSocketAddress contact = new InetSocketAddress("127.0.0.1", 7000);
        tcp.connect(WATCHER);
        notifier.send(notification(byTcp("sip:bob@127.0.0.1:7000;transport=tcp"), 1, body("")));
        assertThat(tcp.one().to()).isEqualTo(WATCHER);

        tcp.disconnect(WATCHER);
        pass(600);
        assertThat(tcp.one().to()).isEqualTo(contact);
        pass(5000);
        assertThat(tcp.take()).isEmpty();

        tcp.disconnect(contact);
        pass(600);
        assertThat(told()).containsExactly(failed(1, 503, -1));
    }

    @Test
    void sendsWhatIsTooLongByTcp() {
        notifier.send(notification(dialog(), 1, big()));

        FakeTransport.Sent sent = tcp.one();
        assertThat(sent.to()).isEqualTo(WATCHER);
        assertThat(header(sent.text(), "Via")).startsWith("SIP/2.0/TCP ");
        assertThat(header(sent.text(), "Contact")).doesNotContain("transport");
        assertThat(udp.take()).isEmpty();
        respond(sent, "200 OK");
        assertThat(outcome("ok")).isEqualTo(1);
    }

    @Test
    void fallsBackToFragmentsAndRemembersIt() {
        tcp.refuse(true);
        notifier.send(notification(dialog(), 1, big()));
        FakeTransport.Sent sent = udp.one();
        assertThat(header(sent.text(), "Via")).startsWith("SIP/2.0/UDP ");
        respond(sent, "200 OK");
        tcp.refuse(false);

        notifier.send(notification(dialog(), 2, big()));
        respond(udp.one(), "200 OK");
        assertThat(tcp.take()).as("not asked again so soon").isEmpty();
        assertThat(meters.get("lamplight.sip.udp.oversize").counter().count()).isEqualTo(2);

        pass(301_000);
        notifier.send(notification(dialog(), 3, big()));
        assertThat(tcp.take()).hasSize(1);
    }

    /** TR-02: what the Contact says is an address behind the NAT. */
    @Test
    void sendsDatagramsToTheSourceThatAFlowNames() {
        DialogState dialog = by("udp", "127.0.0.1:6001/", "sip:bob@10.0.0.9:5060");
        notifier.send(notification(dialog, 1, body("")));

        FakeTransport.Sent sent = udp.one();
        assertThat(sent.to()).isEqualTo(new InetSocketAddress("127.0.0.1", 6001));
        assertThat(sent.text()).startsWith("NOTIFY sip:bob@10.0.0.9:5060 SIP/2.0\r\n");
        pass(600);
        assertThat(udp.one().to()).isEqualTo(sent.to());
    }

    @Test
    void triesNoConnectionThroughANat() {
        notifier.send(notification(by("udp", "127.0.0.1:6001/", "sip:bob@10.0.0.9:5060"), 1, big()));

        assertThat(udp.take()).hasSize(1);
        assertThat(tcp.take()).isEmpty();
    }

    @Test
    void triesAConnectionWhereTheSourceIsTheContact() {
        notifier.send(notification(by("udp", "127.0.0.1:6000/", "sip:bob@127.0.0.1:6000"), 1, big()));

        assertThat(tcp.take()).hasSize(1);
    }

    @Test
    void followsTheWatcherWhenItsNatGivesItAnotherPort() {
        notifier.send(notification(by("udp", "127.0.0.1:6001/", "sip:bob@10.0.0.9:5060"), 1, body("")));
        udp.take();
        notifier.send(notification(by("udp", "127.0.0.1:6002/", "sip:bob@10.0.0.9:5060"), 2, body("")));

        assertThat(udp.one().to().getPort()).isEqualTo(6002);
    }

    /** Another's connection from the same address, as behind a NAT. */
    @Test
    void takesNoConnectionThatIsNotTheWatchers() {
        tcp.connect(WATCHER);
        notifier.send(
                notification(by("tcp", "127.0.0.1:6000/c0", "sip:bob@127.0.0.1:7000;transport=tcp"), 1, body("")));

        assertThat(tcp.one().to().getPort()).isEqualTo(7000);
    }

    @Test
    void reachesABrowserByItsConnection() {
        ws.connect(WATCHER);
        notifier.send(notification(by("ws", "127.0.0.1:6000/c1", "sip:bob@x.invalid;transport=ws"), 1, body("")));

        FakeTransport.Sent sent = ws.one();
        assertThat(sent.to()).isEqualTo(WATCHER);
        assertThat(header(sent.text(), "Via")).startsWith("SIP/2.0/WS ");
        assertThat(header(sent.text(), "Contact")).endsWith(";transport=ws>");
    }

    /** TR-03: until 64*T1 it may be back by another connection. */
    @Test
    void keepsABrowsersSubscriptionForAWhileWhenItsConnectionIsGone() {
        notifier.send(notification(by("ws", "127.0.0.1:6000/c1", "sip:bob@x.invalid;transport=ws"), 1, body("")));
        notifier.send(notification(by("ws", "127.0.0.1:6000/c1", "sip:bob@192.0.2.1;transport=ws"), 2, body("")));
        pass(31_900);
        assertThat(told()).isEmpty();
        assertThat(names).as("no name server knows .invalid").isEmpty();
        pass(200);

        assertThat(told()).containsExactly(failed(2, 503, -1));
        assertThat(outcome("unsendable")).isEqualTo(1);
        assertThat(ws.take()).isEmpty();
    }

    @Test
    void keepsItAlsoWhenTheConnectionBreaksBeforeTheResponse() {
        ws.connect(WATCHER);
        notifier.send(notification(by("ws", "127.0.0.1:6000/c1", "sip:bob@x.invalid;transport=ws"), 1, body("")));
        ws.take();
        ws.disconnect(WATCHER);
        pass(1000);
        assertThat(told()).isEmpty();
        ws.connect(new InetSocketAddress("127.0.0.1", 6009));
        notifier.send(notification(by("ws", "127.0.0.1:6009/c1", "sip:bob@x.invalid;transport=ws"), 2, body("")));

        assertThat(ws.one().to().getPort()).isEqualTo(6009);
        pass(40_000);
        assertThat(told()).containsExactly(failed(2, 408, -1));
    }

    @Test
    void leavesThoseAloneForAWhileWhoDoNotRead() {
        ws.connect(WATCHER);
        ws.refuse(true);
        notifier.send(notification(by("ws", "127.0.0.1:6000/c1", "sip:bob@x.invalid;transport=ws"), 1, body("")));

        assertThat(told()).containsExactly(failed(1, 503, 15));
    }

    @Test
    void asksNoNameServerForWhomItCannotReachAnyway() {
        notifier.send(notification(by("ws", "127.0.0.1:6000/c1", "sip:bob@pc.example.org;transport=ws"), 1, body("")));

        assertThat(names).isEmpty();
        assertThat(told()).isEmpty();
    }

    @Test
    void goesByTheRouteWhenABrowsersConnectionIsGone() {
        DialogState routed = routed("sip:bob@x.invalid;transport=ws", "<sip:127.0.0.1:7000;lr>");
        notifier.send(notification(
                routed.withTarget(routed.remoteTarget(), new Flow("edge-1", "ws", "127.0.0.1:6000/c1")), 1, body("")));

        FakeTransport.Sent sent = udp.one();
        assertThat(sent.to().getPort()).isEqualTo(7000);
        assertThat(header(sent.text(), "Contact")).doesNotContain("transport");
    }

    @Test
    void reachesSipsByTls() {
        notifier.send(notification(routed("sips:bob@127.0.0.1"), 1, body("")));
        notifier.send(notification(byTcp("sip:bob@127.0.0.1;transport=tls"), 2, body("")));

        List<FakeTransport.Sent> sent = tls.take();
        assertThat(sent)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.to().getPort()).isEqualTo(5061));
        assertThat(header(sent.get(0).text(), "Contact")).startsWith("<sips:");
        assertThat(header(sent.get(0).text(), "Via")).startsWith("SIP/2.0/TLS ");
    }

    @Test
    void readsAddressesWithoutNameServer() {
        assertThat(HostPort.parse("[::1]:5060").getPort()).isEqualTo(5060);
        assertThat(HostPort.literal("127.0.0.256")).isNull();
        assertThat(HostPort.literal("1.2.3")).isNull();
        assertThat(HostPort.literal("example.org")).isNull();
        assertThat(HostPort.parse("127.0.0.1")).isNull();
    }
}
