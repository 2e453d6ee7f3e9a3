package io.lamplight.presence.keeper;

import java.util.ArrayList;
import java.util.List;

/** The entity ids of keepers: one for each shard, salted so that Cluster Sharding's own rule puts it there. */
public final class KeeperNames {
    private static final String PREFIX = "keeper-";

    private final List<String> byShard;

    private KeeperNames(List<String> byShard) {
        this.byShard = List.copyOf(byShard);
    }

    /** Names for the shards 0 to {@code shards} - 1. */
    public static KeeperNames forShards(int shards) {
        List<String> names = new ArrayList<>(shards);
        for (int shard = 0; shard < shards; shard++) {
            int salt = 0;
            while (shardOf(name(shard, salt), shards) != shard) {
                salt++;
            }
            names.add(name(shard, salt));
        }
        return new KeeperNames(names);
    }

    /** No AOR begins like this. */
    public static boolean isKeeper(String entityId) {
        return entityId.startsWith(PREFIX);
    }

    public int shards() {
        return byShard.size();
    }

    public String ofShard(int shard) {
        return byShard.get(shard);
    }

    /** The keeper of the shard in which the entity of that id lives. */
    public String keeperOf(String entityId) {
        return byShard.get(shardOf(entityId));
    }

    public int shardOf(String entityId) {
        return shardOf(entityId, byShard.size());
    }

    /** As HashCodeMessageExtractor does. */
    private static int shardOf(String entityId, int shards) {
        return Math.abs(entityId.hashCode() % shards);
    }

    private static String name(int shard, int salt) {
        return PREFIX + shard + '-' + salt;
    }
}
