package io.lamplight.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.testkit.EmptyInventory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node of one, with real shards and a journal in memory: a presentity falls asleep, is asked, and is woken in time. */
class SleepingPresentityIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Aor ALICE = new Aor("sip:alice@example.com");
    private static final Aor BOB = new Aor("sip:bob@example.com");

    private static final Config CONFIG = ConfigFactory.parseString("""
                    pekko {
                      loglevel = WARNING
                      actor.provider = cluster
                      remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                      cluster {
                        roles = [presence]
                        jmx.enabled = off
                        sharding.number-of-shards = 8
                      }
                      coordinated-shutdown.exit-jvm = off
                    }
                    lamplight.presence {
                      idle-after = 1s
                      remembered = test.inventory
                      ask-timeout = 20s
                    }
                    """)
            .withFallback(
                    ConfigFactory.parseString("test.inventory.class = \"" + EmptyInventory.class.getName() + "\""))
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load());

    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static ActorTestKit system;
    private static PresenceCluster cluster;

    @BeforeAll
    static void start() {
        system = ActorTestKit.create(CONFIG);
        var node = Cluster.get(system.system());
        node.manager().tell(new Join(node.selfMember().address()));
        cluster = PresenceCluster.start(system.system(), METERS);
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    @Test
    void staysAliveForItsWatchersWhileItIsOutOfMemory() throws Exception {
        publish(ALICE, 3600);
        awaitGauge("presentities.asleep", 1);
        assertThat(gauge("presentities")).isZero();
        assertThat(gauge("publications")).isEqualTo(1);

        var description =
                cluster.presentities().describe(ALICE).toCompletableFuture().get();

        assertThat(description.packages()).hasSize(1);
        awaitGauge("presentities.asleep", 0);
        assertThat(gauge("publications")).isEqualTo(1);
        awaitGauge("presentities.asleep", 1);

        // Long enough to fall asleep on a slow machine, too.
        publish(BOB, 10);
        awaitGauge("presentities.asleep", 2);
        awaitGauge("publications", 1);
        assertThat(METERS.get("lamplight.expiry.lateness").timer().count()).isEqualTo(1);
        assertThat(METERS.get("lamplight.presentity.wakes").counter().count()).isEqualTo(1);
    }

    private static void publish(Aor resource, int expires) throws Exception {
        String body = Files.readString(Path.of("src/test/resources/pidf/rich.xml"));
        PublishReply reply = cluster.presentities()
                .publish(
                        resource,
                        replyTo -> new PresentityCommand.Publish(
                                new EventName("presence"),
                                "",
                                new MediaType("application/pidf+xml"),
                                Bytes.utf8(body),
                                expires,
                                resource.hashCode(),
                                replyTo))
                .toCompletableFuture()
                .get();
        assertThat(reply).isInstanceOf(PublishReply.Accepted.class);
    }

    private static void awaitGauge(String name, double value) {
        await().atMost(LONG).until(() -> gauge(name) == value);
    }

    private static double gauge(String name) {
        return METERS.get("lamplight." + name).gauge().value();
    }
}
