package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pins what a running cluster cannot change without a full stop, and the sums that a promise rests on. */
class ClusterConfigTest {
    private final Config config = NodeConfig.load(Optional.empty());

    @Test
    void keepsWhatIsFixedWhenAClusterIsCreated() {
        Config cluster = config.getConfig("pekko.cluster");
        assertThat(cluster.getInt("sharding.number-of-shards")).isEqualTo(256);
        assertThat(cluster.getString("sharding.role")).isEqualTo("presence");
        assertThat(cluster.getBoolean("sharding.remember-entities")).isFalse();
        assertThat(cluster.getString("split-brain-resolver.active-strategy")).isEqualTo("keep-majority");
    }

    @Test
    void keepsEventsAndSnapshotsInOneJournal() {
        assertThat(config.getString("pekko.persistence.journal.plugin")).isEqualTo("lamplight.journal.journal");
        assertThat(config.getString("pekko.persistence.snapshot-store.plugin")).isEqualTo("lamplight.journal.snapshot");
    }

    @Test
    void seedsFromItselfUnlessTold() {
        assertThat(config.getStringList("pekko.cluster.seed-nodes"))
                .containsExactly("pekko://lamplight@127.0.0.1:25520");
    }

    @Test
    void listensOnLoopbackUnlessTold() {
        assertThat(config.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("127.0.0.1");
        assertThat(config.getString("pekko.management.http.hostname")).isEqualTo("127.0.0.1");
    }

    @Test
    void leavesWithinTheTimeThatUpGives() {
        Config shutdown = config.getConfig("pekko.coordinated-shutdown");
        // The phases that wait for others; the rest are done at once.
        Duration longest = shutdown.getDuration("phases.cluster-sharding-shutdown-region.timeout")
                .plus(shutdown.getDuration("phases.cluster-exiting.timeout"))
                .plus(shutdown.getDuration("phases.actor-system-terminate.timeout"));
        assertThat(longest).isLessThanOrEqualTo(Duration.ofSeconds(8));
    }
}
