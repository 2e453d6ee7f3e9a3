package io.lamplight.edge.in;

import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.testkit.FakePackage;
import io.lamplight.edge.testkit.FakePresentities;
import io.lamplight.edge.testkit.FakeTransport;
import io.lamplight.edge.transport.Framing;
import io.lamplight.edge.transport.Origin;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.spi.EventPackages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Raw SIP text in, raw SIP text out. */
final class EdgeHarness {
    static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 6000);

    final FakeTransport udp = new FakeTransport("udp");
    final FakeTransport tcp = new FakeTransport("tcp");
    final FakeTransport tls = new FakeTransport("tls");
    final FakePresentities presentities = new FakePresentities();
    final List<SendNotifies> notifies = new ArrayList<>();
    final List<byte[]> responses = new ArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EdgeListener listener;
    private long millis = 1_000_000;

    EdgeHarness() {
        this(List.of("*"), 10_000);
    }

    EdgeHarness(List<String> domains, int maxPending) {
        this(domains, maxPending, FakePackage.packages());
    }

    EdgeHarness(EventPackages packages) {
        this(List.of("*"), 10_000, packages);
    }

    private EdgeHarness(List<String> domains, int maxPending, EventPackages packages) {
        listener = EdgeListener.create(
                new EdgeListener.Parts(
                        "edge-1",
                        domains,
                        64 * 1024,
                        maxPending,
                        1000,
                        Set.of("udp", "tcp"),
                        presentities,
                        packages,
                        new EdgeMetrics(meters),
                        () -> 7,
                        () -> millis),
                notifies::add,
                responses::add);
    }

    void advance(long by) {
        millis += by;
    }

    void udp(String text) {
        listener.received(text.getBytes(StandardCharsets.UTF_8), new Origin(udp, PEER), Framing.WHOLE);
    }

    void tcp(String text, Framing framing) {
        tcp.connect(PEER);
        listener.received(text.getBytes(StandardCharsets.UTF_8), new Origin(tcp, PEER), framing);
    }

    void tls(String text) {
        tls.connect(PEER);
        listener.received(text.getBytes(StandardCharsets.UTF_8), new Origin(tls, PEER), Framing.WHOLE);
    }

    /** The answer to a request that came by UDP, or an empty text. */
    String answer(String text) {
        udp(text);
        return answer();
    }

    String answer() {
        List<FakeTransport.Sent> sent = udp.take();
        return sent.isEmpty() ? "" : sent.get(0).text();
    }

    double count(String name, String... tags) {
        return meters.find(name).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }
}
