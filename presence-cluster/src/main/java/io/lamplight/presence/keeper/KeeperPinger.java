package io.lamplight.presence.keeper;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Keeps the keepers alive: a shard without a home gets one only when a message comes. Runs on each node that holds
 * presentities, and works on the one that leads them, so that another takes over as soon as that one is out of reach.
 */
public final class KeeperPinger extends AbstractBehavior<KeeperPinger.Message> {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** A shard's turn comes once a second. */
    private static final int TURNS = 10;

    sealed interface Message {}

    /** The next part's turn. */
    enum Tick implements Message {
        INSTANCE
    }

    /** A node is gone, and its shards have no home. */
    enum NodeLost implements Message {
        INSTANCE
    }

    private final int shards;
    private final BooleanSupplier leads;
    private final IntConsumer ping;
    private int turn;

    /**
     * Works on the node that leads those of {@code role}.
     *
     * @param ping sends to the keeper of that shard
     */
    public static Behavior<?> create(String role, int shards, IntConsumer ping) {
        return Behaviors.setup((ActorContext<Message> context) -> Behaviors.withTimers(timers -> {
            Cluster cluster = Cluster.get(context.getSystem());
            cluster.subscriptions()
                    .tell(Subscribe.create(
                            context.messageAdapter(MemberRemoved.class, removed -> NodeLost.INSTANCE),
                            MemberRemoved.class));
            timers.startTimerWithFixedDelay(Tick.INSTANCE, PAUSE);
            return new KeeperPinger(
                    context,
                    shards,
                    () -> cluster.selfMember().address().equals(cluster.state().getRoleLeader(role)),
                    ping);
        }));
    }

    /** Without cluster and timer. */
    static Behavior<Message> behavior(int shards, BooleanSupplier leads, IntConsumer ping) {
        return Behaviors.setup(context -> new KeeperPinger(context, shards, leads, ping));
    }

    private KeeperPinger(ActorContext<Message> context, int shards, BooleanSupplier leads, IntConsumer ping) {
        super(context);
        this.shards = shards;
        this.leads = leads;
        this.ping = ping;
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(NodeLost.class, lost -> onNodeLost())
                .build();
    }

    private Behavior<Message> onTick() {
        if (leads.getAsBoolean()) {
            for (int shard = turn; shard < shards; shard += TURNS) {
                ping.accept(shard);
            }
        }
        turn = (turn + 1) % TURNS;
        return this;
    }

    private Behavior<Message> onNodeLost() {
        if (leads.getAsBoolean()) {
            for (int shard = 0; shard < shards; shard++) {
                ping.accept(shard);
            }
        }
        return this;
    }
}
