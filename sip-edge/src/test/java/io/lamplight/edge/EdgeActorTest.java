package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.out.Notifier;
import io.lamplight.edge.testkit.FakePresentities;
import io.lamplight.edge.testkit.FakeTransport;
import io.lamplight.edge.transport.Transports;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.SendNotifies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.junit.jupiter.api.Test;

class EdgeActorTest {
    private final FakeTransport udp = new FakeTransport("udp");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EdgeMetrics metrics = new EdgeMetrics(meters);
    private final Notifier notifier = Notifier.create(new Notifier.Parts(
            new Transports(List.of(udp)),
            new FakePresentities(),
            metrics,
            host -> CompletableFuture.completedStage(InetAddress.getLoopbackAddress()),
            1300,
            Duration.ofMinutes(1),
            () -> 1000,
            () -> Instant.EPOCH));

    private static SendNotifies message(Aor resource) {
        DialogState dialog = new DialogState(
                "c", "l", "r", "<sip:a@b>", "<sip:c@d>", "sip:c@127.0.0.1", List.of(), new Flow("e", "udp", ""));
        NotifyContent content = NotifyContent.of(new MediaType("a/b"), Bytes.EMPTY);
        return new SendNotifies(
                resource,
                new EventName("presence"),
                List.of(content),
                List.of(new SendNotifies.Line(dialog, "", 1, 0, "active", null, 0, 0)));
    }

    @Test
    void outlivesAFaultAndCountsIt() {
        BehaviorTestKit<Object> actor = BehaviorTestKit.create(EdgeActor.create(notifier, metrics));

        actor.run(message(null));
        actor.run(message(new Aor("sip:alice@example.org")));

        assertThat(actor.isAlive()).isTrue();
        assertThat(udp.take()).hasSize(1);
        assertThat(meters.get("lamplight.sip.edge.faults").counter().count()).isEqualTo(1);
        actor.run(EdgeActor.STOP);
        assertThat(actor.isAlive()).isFalse();
    }
}
