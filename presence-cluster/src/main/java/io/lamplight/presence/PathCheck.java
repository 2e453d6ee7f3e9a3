package io.lamplight.presence;

import io.lamplight.presence.api.KeeperCommand.Scanned;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Goes the way of a request once to the keeper of each shard before the node says that it is ready: shards have a home
 * then, and the journal knows who lives there, so that the first phones do not wait for either. A few at a time, since on
 * the first node of a cluster each question makes a home and reads from the journal.
 */
final class PathCheck extends AbstractBehavior<PathCheck.Message> {
    private static final int UNDER_WAY = 16;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    sealed interface Message {}

    record Answered() implements Message {}

    record Failed(int shard, Throwable why) implements Message {}

    record Again(int shard) implements Message {}

    private final IntFunction<CompletionStage<Scanned>> keepers;
    private final int shards;
    private final Runnable whenDone;
    private int next;
    private int underWay;

    /** Calls {@code whenDone} once; {@code keepers} asks the keeper of a shard. */
    static Behavior<Message> create(IntFunction<CompletionStage<Scanned>> keepers, int shards, Runnable whenDone) {
        return Behaviors.setup(context -> new PathCheck(context, keepers, shards, whenDone));
    }

    private PathCheck(
            ActorContext<Message> context,
            IntFunction<CompletionStage<Scanned>> keepers,
            int shards,
            Runnable whenDone) {
        super(context);
        this.keepers = keepers;
        this.shards = shards;
        this.whenDone = whenDone;
        for (int i = 0; i < UNDER_WAY; i++) {
            askNext();
        }
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Answered.class, answered -> answered())
                .onMessage(Failed.class, this::failed)
                .onMessage(Again.class, again -> ask(again.shard()))
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
        getContext().getLog().debug("The keeper of shard {} did not answer yet", failed.shard(), failed.why());
        getContext().scheduleOnce(PAUSE_AFTER_FAILURE, getContext().getSelf(), new Again(failed.shard()));
        return this;
    }

    private void askNext() {
        if (next < shards) {
            underWay++;
            ask(next++);
        }
    }

    private Behavior<Message> ask(int shard) {
        getContext()
                .pipeToSelf(
                        keepers.apply(shard),
                        (scanned, failure) -> failure == null ? new Answered() : new Failed(shard, failure));
        return this;
    }
}
