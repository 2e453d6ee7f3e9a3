package io.lamplight.presence;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Edges;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SubscribeReply;
import io.lamplight.presence.entity.Ids;
import io.lamplight.presence.entity.PresenceMeters;
import io.lamplight.presence.entity.PresenceSettings;
import io.lamplight.presence.entity.Presentity;
import io.lamplight.presence.spi.EventPackages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * Presentities that a node warms up with before it says that it is ready: the same code on the same journal, but on this
 * node alone, in no shard, known to no keeper, counted by no meter of the presentities, and under an entity type of which
 * the journal soon forgets every row ({@code lamplight.journal.passing}).
 */
public final class RehearsalPresentities implements Presentities {
    /** What stands in the journal for the type of these entities. */
    static final String TYPE = "rehearsal";

    private static final Object END = new Object();

    private final ActorRef<Object> parent;
    private final ActorSystem<?> system;
    private final Clock clock;
    private final Duration timeout;
    private final OneEdge edge;

    /** A command for one of them, which is started if it is not there. */
    private record For(Aor resource, PresentityCommand command) {}

    private RehearsalPresentities(
            ActorSystem<?> system, Clock clock, Duration timeout, OneEdge edge, Behavior<Object> parent) {
        this.system = system;
        this.edge = edge;
        this.clock = clock;
        this.timeout = timeout;
        this.parent = system.systemActorOf(parent, TYPE + '-' + UUID.randomUUID(), Props.empty());
    }

    /** None is there until it is asked for. */
    static RehearsalPresentities start(
            ActorSystem<?> system, EventPackages packages, PresenceSettings settings, Clock clock) {
        var edge = new OneEdge();
        var environment = new Presentity.Environment(
                packages,
                edge,
                (resource, news) -> {},
                clock,
                new Ids(),
                settings,
                new PresenceMeters(new SimpleMeterRegistry()));
        // A name that no other node and no earlier start has used: nobody else writes these rows.
        UUID run = UUID.randomUUID();
        return new RehearsalPresentities(system, clock, settings.askTimeout(), edge, parent(environment, run));
    }

    private static Behavior<Object> parent(Presentity.Environment environment, UUID run) {
        return Behaviors.setup(context -> {
            ActorRef<ClusterSharding.ShardCommand> shard =
                    context.messageAdapter(ClusterSharding.ShardCommand.class, command -> command);
            return Behaviors.receive(Object.class)
                    .onMessage(For.class, message -> {
                        entity(context, environment, run, shard, message.resource())
                                .tell(message.command());
                        return Behaviors.same();
                    })
                    .onMessage(ClusterSharding.ShardCommand.class, message -> {
                        if (message instanceof ClusterSharding.Passivate<?> empty) {
                            context.stop(empty.entity());
                        }
                        return Behaviors.same();
                    })
                    .onMessageEquals(END, Behaviors::stopped)
                    .build();
        });
    }

    private static ActorRef<PresentityCommand> entity(
            ActorContext<Object> context,
            Presentity.Environment environment,
            UUID run,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Aor resource) {
        // The edge's own names, of letters and digits: they are good names of actors too.
        Optional<ActorRef<Void>> running = context.getChild(resource.uri());
        if (running.isPresent()) {
            return running.get().unsafeUpcast();
        }
        PersistenceId id = PersistenceId.of(TYPE, run + "/" + resource.uri());
        return context.spawn(Presentity.create(resource, id, environment, shard), resource.uri());
    }

    @Override
    public CompletionStage<SubscribeReply> subscribe(
            Aor resource, Function<ActorRef<SubscribeReply>, PresentityCommand.Subscribe> request) {
        return ask(resource, replyTo -> request.apply(replyTo).answeredBy(deadline()));
    }

    @Override
    public CompletionStage<PublishReply> publish(
            Aor resource, Function<ActorRef<PublishReply>, PresentityCommand.Publish> request) {
        return ask(resource, replyTo -> request.apply(replyTo).answeredBy(deadline()));
    }

    private <R> CompletionStage<R> ask(Aor resource, Function<ActorRef<R>, PresentityCommand> command) {
        return AskPattern.ask(
                parent,
                (ActorRef<R> replyTo) -> new For(resource, command.apply(replyTo)),
                timeout,
                system.scheduler());
    }

    @Override
    public CompletionStage<PresentityCommand.Description> describe(Aor resource) {
        return CompletableFuture.failedStage(new UnsupportedOperationException("nobody looks at a rehearsal"));
    }

    @Override
    public void tell(Aor resource, PresentityCommand command) {
        parent.tell(new For(resource, command));
    }

    /** All NOTIFYs go to that edge from now on. */
    public void notifyBy(ActorRef<EdgeCommand> to) {
        edge.ref = Optional.of(to);
    }

    /** All leave memory; what the journal still holds of them goes by itself. */
    public void end() {
        parent.tell(END);
    }

    private long deadline() {
        return clock.millis() + timeout.toMillis();
    }

    private static final class OneEdge implements Edges {
        private volatile Optional<ActorRef<EdgeCommand>> ref = Optional.empty();

        @Override
        public Optional<ActorRef<EdgeCommand>> route(String name) {
            return ref;
        }

        @Override
        public Optional<ActorRef<EdgeCommand>> exactly(String name) {
            return ref;
        }

        @Override
        public void watch(ActorRef<PresentityCommand> presentity) {
            // The edge lives as long as the rehearsal.
        }

        @Override
        public void unwatch(ActorRef<PresentityCommand> presentity) {
            // As above.
        }
    }
}
