package io.lamplight.presence.api;

/** The keepers of all shards, as a presentity sees them. */
public interface Keepers {
    /** Tells the keeper of the shard that {@code resource} lives in; on this node, while that presentity runs. */
    void tell(Aor resource, KeeperCommand news);
}
