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
 * Goes the way of a request once through each shard before the node says that it is ready: shards have a home then, the
 * journal has been read, and the first phones do not wait for either. Asks for the state of resources that nobody has, so
 * that nothing stays behind.
 */
final class PathCheck extends AbstractBehavior<PathCheck.Message> {
    private static final int UNDER_WAY = 16;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    sealed interface Message {}

    record Answered() implements Message {}

    record Failed(Aor resource, Throwable why) implements Message {}

    record Again(Aor resource) implements Message {}

    private final Presentities presentities;
    private final Runnable whenDone;
    private final Queue<Aor> left;
    private int underWay;

    static Behavior<Message> create(Presentities presentities, int shards, Runnable whenDone) {
        return Behaviors.setup(context -> new PathCheck(context, presentities, shards, whenDone));
    }

    private PathCheck(ActorContext<Message> context, Presentities presentities, int shards, Runnable whenDone) {
        super(context);
        this.presentities = presentities;
        this.whenDone = whenDone;
        left = oneForEachShard(shards);
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
        underWay--;
        askNext();
        if (underWay > 0) {
            return this;
        }
        whenDone.run();
        return Behaviors.stopped();
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
