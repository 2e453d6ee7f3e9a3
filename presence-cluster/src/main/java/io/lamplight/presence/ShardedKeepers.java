package io.lamplight.presence;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.KeeperCommand;
import io.lamplight.presence.api.KeeperCommand.Scanned;
import io.lamplight.presence.api.Keepers;
import io.lamplight.presence.keeper.KeeperNames;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** Reaches the keepers of the shards, on whatever node they live. */
final class ShardedKeepers implements Keepers {
    private final ClusterSharding sharding;
    private final KeeperNames names;
    private final Duration timeout;

    ShardedKeepers(ClusterSharding sharding, KeeperNames names, Duration timeout) {
        this.sharding = sharding;
        this.names = names;
        this.timeout = timeout;
    }

    @Override
    public void tell(Aor resource, KeeperCommand news) {
        sharding.entityRefFor(ShardedPresentities.TYPE_KEY, names.keeperOf(resource.uri()))
                .tell(news);
    }

    void keepAlive(int shard) {
        sharding.entityRefFor(ShardedPresentities.TYPE_KEY, names.ofShard(shard))
                .tell(new KeeperCommand.KeepAlive(shard));
    }

    /** Completes when the keeper knows who lives in its shard; fails when that takes too long, and may be asked again. */
    CompletionStage<Scanned> awaitScan(int shard) {
        return sharding.entityRefFor(ShardedPresentities.TYPE_KEY, names.ofShard(shard))
                .ask(KeeperCommand.AwaitScan::new, timeout);
    }
}
