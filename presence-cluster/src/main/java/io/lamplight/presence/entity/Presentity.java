package io.lamplight.presence.entity;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Edges;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.KeeperCommand;
import io.lamplight.presence.api.Keepers;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PresentityCommand.Describe;
import io.lamplight.presence.api.PresentityCommand.EdgeLost;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import io.lamplight.presence.api.PresentityCommand.Publish;
import io.lamplight.presence.api.PresentityCommand.Subscribe;
import io.lamplight.presence.api.PresentityCommand.Wake;
import io.lamplight.presence.api.PresentityMessage;
import io.lamplight.presence.api.SubscribeReply;
import io.lamplight.presence.spi.EventPackages;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * One user's presence for all event packages: the only writer of that state in the cluster.
 *
 * <p>State: publications and subscriptions by package, with each subscription's dialog and counters. Commands: those of
 * {@link PresentityCommand}, from edges and presence user agents, and the timers below. Events: {@link PresentityEvent}.
 * Every answer and every NOTIFY leaves after the journal holds what it says (design promise 1); counters move in the
 * event handlers, so that replay gives the same numbers (promise 3).
 */
public final class Presentity
        extends EventSourcedBehaviorWithEnforcedReplies<PresentityMessage, PresentityEvent, PresentityState> {

    /** What a presentity needs from its node. */
    public record Environment(
            EventPackages packages,
            Edges edges,
            Keepers keepers,
            Clock clock,
            Supplier<String> ids,
            PresenceSettings settings,
            PresenceMeters meters) {}

    /** Something has run out, or a deferred NOTIFY is to leave. */
    enum Due implements PresentityMessage {
        INSTANCE
    }

    /** Perhaps nobody has asked for a while. */
    enum Idle implements PresentityMessage {
        INSTANCE
    }

    /** Nobody knows which NOTIFYs arrived: the newest state goes out once more (design promise 4). */
    enum Resume implements PresentityMessage {
        INSTANCE
    }

    /** Watchers were shown a publisher's last word (PUB-10), and now see what is left. */
    record TakeBack(EventName event) implements PresentityMessage {}

    /** A publication that began too late for its publisher to learn of it ends, unless it was asked for meanwhile. */
    record Withdraw(EventName event, String id) implements PresentityMessage {}

    /** Life of a NOTIFY transaction, and some time to hear of it: what is older needs no resending. */
    public static final Duration NOTIFY_LIFE = Duration.ofMillis(DeliveryWatch.TRANSACTION_MILLIS);

    private static final Duration NO_EDGE_YET = Duration.ofMillis(200);

    private final Aor resource;
    private final Environment environment;
    private final ActorContext<PresentityMessage> context;
    private final TimerScheduler<PresentityMessage> timers;
    private final Composer composer;
    private final PublishDecision publishing;
    private final SubscribeDecision subscribing;
    private final Delivery delivery;
    private final Residence residence;
    private final Notes notes = new Notes();

    public static Behavior<PresentityCommand> create(
            Aor resource, PersistenceId id, Environment environment, ActorRef<ClusterSharding.ShardCommand> shard) {
        return behavior(resource, id, environment, shard).narrow();
    }

    static Behavior<PresentityMessage> behavior(
            Aor resource, PersistenceId id, Environment environment, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Presentity(resource, id, environment, shard, context, timers)));
    }

    private Presentity(
            Aor resource,
            PersistenceId id,
            Environment environment,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ActorContext<PresentityMessage> context,
            TimerScheduler<PresentityMessage> timers) {
        super(
                id,
                SupervisorStrategy.restartWithBackoff(
                        environment.settings().persistBackoffMin(),
                        environment.settings().persistBackoffMax(),
                        0.2));
        this.resource = resource;
        this.environment = environment;
        this.context = context;
        this.timers = timers;
        this.composer = new Composer(resource, environment.packages());
        this.publishing = new PublishDecision(composer, environment);
        this.subscribing = new SubscribeDecision(environment);
        this.delivery = new Delivery(resource, environment, composer);
        this.residence = new Residence(resource, environment, delivery, shard, context, timers);
    }

    @Override
    public PresentityState emptyState() {
        return PresentityState.EMPTY;
    }

    @Override
    public CommandHandlerWithReply<PresentityMessage, PresentityEvent, PresentityState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(Publish.class, this::onPublish)
                .onCommand(Subscribe.class, this::onSubscribe)
                .onCommand(NotifyFailed.class, this::onNotifyFailed)
                .onCommand(EdgeLost.class, (state, lost) -> renotify(state, delivery.lostWith(lost.edge(), state)))
                .onCommand(TakeBack.class, this::onTakeBack)
                .onCommand(Withdraw.class, this::onWithdraw)
                .onCommand(Due.class, (state, due) -> onDue(state))
                .onCommand(Idle.class, (state, idle) -> onIdle(state))
                .onCommand(Wake.class, this::onWake)
                .onCommand(Resume.class, (state, resume) -> onResume(state))
                .onCommand(Describe.class, this::onDescribe)
                .build();
    }

    @Override
    public EventHandler<PresentityState, PresentityEvent> eventHandler() {
        return (state, event) -> notes.applied(event, state.apply(event));
    }

    @Override
    public Set<String> tagsFor(PresentityEvent event) {
        return notes.of(event);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(environment.settings().snapshotEvery(), 1)
                .withDeleteEventsOnSnapshot();
    }

    @Override
    public SignalHandler<PresentityState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(PostStop.instance(), state -> residence.end())
                .build();
    }

    private void onRecovered(PresentityState state) {
        publishing.clear();
        boolean restarted = residence.begin(state);
        if (restarted && !state.isEmpty()) {
            resumeLater();
        }
    }

    private ReplyEffect<PresentityEvent, PresentityState> onPublish(PresentityState state, Publish command) {
        if (isTooLate(command.answerBy())) {
            return Effect().noReply();
        }
        PublishDecision.Outcome outcome = publishing.decide(state, command, now());
        if (outcome.event().isEmpty()) {
            return Effect().none().thenRun(residence::settle).thenReply(command.replyTo(), s -> outcome.reply());
        }
        long begun = System.nanoTime();
        return persist(state, outcome.event().get())
                .thenRun(after -> {
                    environment.meters().persisted(System.nanoTime() - begun);
                    published(command.event(), outcome, after);
                    answer(command, outcome);
                })
                .thenNoReply();
    }

    private void published(EventName event, PublishDecision.Outcome outcome, PresentityState after) {
        outcome.ended().ifPresent(publishing::ended);
        residence.settle(after);
        if (!outcome.documents().isEmpty()) {
            delivery.fanOut(event, after, outcome.documents());
        }
        if (outcome.passing()) {
            context.getSelf().tell(new TakeBack(event));
        }
    }

    /** No answer is better than one that comes too late: whatever the clocks say, the publisher then gets 503. */
    private void answer(Publish command, PublishDecision.Outcome outcome) {
        if (!isTooLate(command.answerBy())) {
            publishing.answered(outcome);
            command.replyTo().tell(outcome.reply());
        } else if (publishing.wentUnanswered(command, outcome)) {
            // By way of the mailbox: the request sent again, by another edge, may already be there and learn the tag.
            context.getSelf().tell(new Withdraw(command.event(), outcome.id()));
        }
    }

    private ReplyEffect<PresentityEvent, PresentityState> onWithdraw(PresentityState state, Withdraw withdraw) {
        Optional<PublishDecision.Outcome> outcome = publishing.withdraw(state, withdraw.event(), withdraw.id(), now());
        if (outcome.isEmpty()) {
            return Effect().noReply();
        }
        return persist(state, outcome.get().event().orElseThrow())
                .thenRun(after -> published(withdraw.event(), outcome.get(), after))
                .thenNoReply();
    }

    private ReplyEffect<PresentityEvent, PresentityState> onSubscribe(PresentityState state, Subscribe command) {
        if (isTooLate(command.answerBy())) {
            return Effect().noReply();
        }
        SubscribeDecision.Outcome outcome = subscribing.decide(state, command, now());
        if (outcome.event().isEmpty()) {
            return Effect()
                    .none()
                    .thenRun(residence::settle)
                    .thenReply(command.replyTo(), s -> outcome.reply(s, composer, delivery.planner(), now()));
        }
        long begun = System.nanoTime();
        return persist(state, outcome.event().get())
                .thenRun(after -> {
                    environment.meters().persisted(System.nanoTime() - begun);
                    delivery.subscribed(command.event(), after, outcome);
                    residence.settle(after);
                    SubscribeReply reply = outcome.reply(after, composer, delivery.planner(), now());
                    if (isTooLate(command.answerBy())) {
                        delivery.sendWithoutReply(reply);
                    } else {
                        command.replyTo().tell(reply);
                    }
                })
                .thenNoReply();
    }

    private ReplyEffect<PresentityEvent, PresentityState> onNotifyFailed(PresentityState state, NotifyFailed failed) {
        Optional<PresentityEvent> event = delivery.failed(state, failed);
        if (event.isEmpty()) {
            return Effect().noReply();
        }
        return event.get() instanceof PresentityEvent.Renotified
                ? renotify(state, List.of(event.get()))
                : persist(state, event.get()).thenRun(residence::settle).thenNoReply();
    }

    private ReplyEffect<PresentityEvent, PresentityState> onTakeBack(PresentityState state, TakeBack back) {
        return state.of(back.event()).subscriptions().isEmpty()
                ? Effect().noReply()
                : renotify(state, List.of(new PresentityEvent.Renotified(back.event(), List.of())));
    }

    private ReplyEffect<PresentityEvent, PresentityState> onWake(PresentityState state, Wake wake) {
        environment.keepers().tell(resource, new KeeperCommand.Awake(resource));
        if (wake.resend() && !state.isEmpty()) {
            resumeLater();
        }
        return Effect().none().thenRun(residence::settle).thenNoReply();
    }

    private void resumeLater() {
        timers.startSingleTimer(Resume.INSTANCE, environment.settings().resumeDelay());
    }

    private ReplyEffect<PresentityEvent, PresentityState> onResume(PresentityState state) {
        if (!delivery.knowsAnEdge()) {
            timers.startSingleTimer(Resume.INSTANCE, NO_EDGE_YET);
            return Effect().noReply();
        }
        return renotify(state, Delivery.toAll(state));
    }

    private ReplyEffect<PresentityEvent, PresentityState> renotify(
            PresentityState state, List<PresentityEvent> events) {
        if (events.isEmpty()) {
            return Effect().noReply();
        }
        return persist(state, events)
                .thenRun(after -> {
                    events.forEach(event -> delivery.resend((PresentityEvent.Renotified) event, after));
                    residence.settle(after);
                })
                .thenNoReply();
    }

    private ReplyEffect<PresentityEvent, PresentityState> onDue(PresentityState state) {
        residence.dueCame();
        Expiration expiration = Expiration.at(now(), state, composer);
        if (expiration.events().isEmpty()) {
            return Effect().none().thenRun(residence::settle).thenNoReply();
        }
        return persist(state, expiration.events())
                .thenRun(after -> {
                    long now = now();
                    expiration.duePoints().forEach(due -> environment.meters().late(now - due));
                    expiration.endedPublications().forEach(publishing::ended);
                    delivery.expired(expiration, after);
                    residence.settle(after);
                })
                .thenNoReply();
    }

    private ReplyEffect<PresentityEvent, PresentityState> onIdle(PresentityState state) {
        residence.leaveIfIdle(state);
        return Effect().noReply();
    }

    private ReplyEffect<PresentityEvent, PresentityState> onDescribe(PresentityState state, Describe describe) {
        return Effect()
                .none()
                .thenRun(residence::settle)
                .thenReply(
                        describe.replyTo(), s -> Descriptions.of(resource, s, composer, environment.packages(), now()));
    }

    private EffectBuilder<PresentityEvent, PresentityState> persist(PresentityState state, PresentityEvent event) {
        return persist(state, List.of(event));
    }

    private EffectBuilder<PresentityEvent, PresentityState> persist(
            PresentityState state, List<PresentityEvent> changes) {
        List<PresentityEvent> events = notes.prepared(state, changes, now());
        return events.size() == 1 ? Effect().persist(events.get(0)) : Effect().persist(events);
    }

    /**
     * It waited for this shard's new home, say, and the edge has answered 503 meanwhile: the peer will ask again, and
     * must find its entity-tag and its dialog as it knows them.
     */
    private boolean isTooLate(long answerBy) {
        boolean late = now() > answerBy;
        if (late) {
            environment.meters().tooLate();
        }
        return late;
    }

    private long now() {
        return environment.clock().millis();
    }
}
