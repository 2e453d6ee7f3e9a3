package io.lamplight.edge.out;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.edge.testkit.FakeTransport;
import io.lamplight.edge.transport.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
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
        notifier.send(notification(routed("sips:bob@127.0.0.1"), 2, body("")));
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

    @Test
    void readsAddressesWithoutNameServer() {
        assertThat(HostPort.parse("[::1]:5060").getPort()).isEqualTo(5060);
        assertThat(HostPort.literal("127.0.0.256")).isNull();
        assertThat(HostPort.literal("1.2.3")).isNull();
        assertThat(HostPort.literal("example.org")).isNull();
        assertThat(HostPort.parse("127.0.0.1")).isNull();
    }
}
