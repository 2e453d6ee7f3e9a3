package io.lamplight.presence.api;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the keeper of a shard is told. Keepers live among the presentities of their shard, so that both always have the
 * same home, and are reached by the same way.
 */
public sealed interface KeeperCommand extends PresentityCommand {

    /** The presentity is in memory from now on, and looks after its own time. */
    record Awake(Aor resource) implements KeeperCommand {}

    /**
     * The presentity has left memory, and the keeper is to wake it in time.
     *
     * @param due epoch milliseconds at which something falls due next
     * @param publications live ones, for the gauges
     * @param subscriptions live ones, for the gauges
     * @param settled false when a NOTIFY may still be under way, so that it must come back and send its state again
     */
    record Sleeping(Aor resource, long due, int publications, int subscriptions, boolean settled)
            implements KeeperCommand {}

    /**
     * Gives the shard a home if it has none, and starts its keeper; no answer.
     *
     * @param shard the number of the shard, for the log
     */
    record KeepAlive(int shard) implements KeeperCommand {}

    /** Answered with {@link Scanned} as soon as the keeper has read from the journal who lives in its shard. */
    record AwaitScan(ActorRef<Scanned> replyTo) implements KeeperCommand {}

    /** Answer to {@link AwaitScan}. */
    record Scanned(int shard) implements WireMessage {}
}
