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
    void createsNoTableByItself() {
        for (String store : new String[] {"journal", "snapshot"}) {
            Config plugin = config.getConfig("pekko.persistence.cassandra." + store);
            assertThat(plugin.getBoolean("keyspace-autocreate")).isFalse();
            assertThat(plugin.getBoolean("tables-autocreate")).isFalse();
            assertThat(plugin.getString("keyspace")).isEqualTo("lamplight");
        }
    }

    @Test
    void writesEventsAndSnapshotsToAMajority() {
        for (String profile : new String[] {"profile", "snapshot-profile"}) {
            assertThat(config.getString("datastax-java-driver.profiles.pekko-persistence-cassandra-" + profile
                            + ".basic.request.consistency"))
                    .isEqualTo("LOCAL_QUORUM");
        }
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
