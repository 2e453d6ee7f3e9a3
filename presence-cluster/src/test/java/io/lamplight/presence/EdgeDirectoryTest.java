package io.lamplight.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.PresentityCommand;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EdgeDirectoryTest {
    private static final String SELF = "lamplight@127.0.0.1:25520";

    private static ActorTestKit system;
    private final EdgeDirectory directory = new EdgeDirectory(SELF);

    @BeforeAll
    static void start() {
        system = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local"));
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    @Test
    void tellsOfAnEdgeThatIsGoneAndOfOneThatCameBackAsAnother() {
        TestProbe<PresentityCommand> presentity = system.createTestProbe();
        TestProbe<EdgeCommand> first = system.createTestProbe();
        TestProbe<EdgeCommand> second = system.createTestProbe();
        directory.watch(presentity.getRef());

        directory.changed(Set.of(first.getRef()));
        directory.changed(Set.of(first.getRef()));
        presentity.expectNoMessage(Duration.ofMillis(50));

        directory.changed(Set.of(second.getRef()));
        presentity.expectMessage(new PresentityCommand.EdgeLost(SELF));
        assertThat(directory.exactly(SELF)).contains(second.getRef());

        directory.changed(Set.of());
        presentity.expectMessage(new PresentityCommand.EdgeLost(SELF));
        assertThat(directory.route(SELF)).isEmpty();
    }
}
