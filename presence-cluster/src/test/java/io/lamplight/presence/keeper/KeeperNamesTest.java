package io.lamplight.presence.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.PresentityCommand;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.junit.jupiter.api.Test;

class KeeperNamesTest {
    private static final int SHARDS = 256;

    private final KeeperNames names = KeeperNames.forShards(SHARDS);
    private final HashCodeMessageExtractor<PresentityCommand> sharding = new HashCodeMessageExtractor<>(SHARDS);

    @Test
    void fallIntoTheirShardsByTheRuleOfClusterSharding() {
        for (int shard = 0; shard < SHARDS; shard++) {
            assertThat(sharding.shardId(names.ofShard(shard))).isEqualTo(Integer.toString(shard));
            assertThat(names.shardOf(names.ofShard(shard))).isEqualTo(shard);
        }
    }

    @Test
    void findTheKeeperThatLivesWithAnEntity() {
        for (int i = 0; i < 1000; i++) {
            String id = "sip:user" + i + "@example.com";
            assertThat(sharding.shardId(names.keeperOf(id))).isEqualTo(sharding.shardId(id));
        }
    }

    @Test
    void areNoAddressesOfRecord() {
        assertThat(KeeperNames.isKeeper(names.ofShard(17))).isTrue();
        assertThat(KeeperNames.isKeeper("sip:keeper-17-3@example.com")).isFalse();
    }
}
