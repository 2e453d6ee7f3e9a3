package io.lamplight.presence;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Presentities;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Goes the way of a request through shard after shard while the node starts: shards get a home, the journal is read, and the
 * first phones do not wait for either. When a fifth of them has answered the way is open, and the node may say that it is
 * ready; the others follow. Asks for the state of resources that nobody has, so that nothing stays behind.
 */
final class PathCheck extends AbstractBehavior<PathCheck.Message> {
    private static final int UNDER_WAY = 16;
    private static final int OPEN_AFTER_ONE_IN = 5;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    sealed interface Message {}

    record Answered() implements Message {}

    record Failed(Aor resource, Throwable why) implements Message {}

    record Again(Aor resource) implements Message {}

    private final Presentities presentities;
    private final Runnable whenOpen;
    private final Queue<Aor> left;
    private int untilOpen;
    private int underWay;

    static Behavior<Message> create(Presentities presentities, int shards, Runnable whenOpen) {
        return Behaviors.setup(context -> new PathCheck(context, presentities, shards, whenOpen));
    }

    private PathCheck(ActorContext<Message> context, Presentities presentities, int shards, Runnable whenOpen) {
        super(context);
        this.presentities = presentities;
        this.whenOpen = whenOpen;
        left = oneForEachShard(shards);
        untilOpen = Math.max(1, shards / OPEN_AFTER_ONE_IN);
        for (int i = 0; i < UNDER_WAY; i++) {
            askNext();
        }
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Answered.class, answered -> answered())
                .onMessage(Failed.class, this::failed)
                .onMessage(Again.class, again -> ask(again.resource()))
                .build();
    }

    private Behavior<Message> answered() {
        untilOpen--;
        if (untilOpen == 0) {
            whenOpen.run();
        }
        underWay--;
        askNext();
        return underWay > 0 ? this : Behaviors.stopped();
    }

    private Behavior<Message> failed(Failed failed) {
        getContext().getLog().debug("{} did not answer yet", failed.resource(), failed.why());
        getContext().scheduleOnce(PAUSE_AFTER_FAILURE, getContext().getSelf(), new Again(failed.resource()));
        return this;
    }

    private void askNext() {
        Aor resource = left.poll();
        if (resource != null) {
            underWay++;
            ask(resource);
        }
    }

    private Behavior<Message> ask(Aor resource) {
        getContext()
                .pipeToSelf(
                        presentities.describe(resource),
                        (description, failure) -> failure == null ? new Answered() : new Failed(resource, failure));
        return this;
    }

    /** Names that fall into each shard once, by Cluster Sharding's own rule; the top-level domain is RFC 2606's. */
    static Queue<Aor> oneForEachShard(int shards) {
        Queue<Aor> names = new ArrayDeque<>(shards);
        Set<Integer> covered = new HashSet<>();
        for (int i = 0; covered.size() < shards; i++) {
            var name = new Aor("sip:ready-" + i + "@lamplight.invalid");
            if (covered.add(Math.abs(name.uri().hashCode() % shards))) {
                names.add(name);
            }
        }
        return names;
    }
}
