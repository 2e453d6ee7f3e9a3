package io.lamplight.presence.entity;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Edges;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PresentityCommand.Describe;
import io.lamplight.presence.api.PresentityCommand.EdgeLost;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import io.lamplight.presence.api.PresentityCommand.Publish;
import io.lamplight.presence.api.PresentityCommand.Subscribe;
import io.lamplight.presence.api.PresentityMessage;
import io.lamplight.presence.spi.EventPackages;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
            Clock clock,
            Supplier<String> ids,
            PresenceSettings settings,
            PresenceMeters meters) {}

    /** Something has run out. */
    enum Due implements PresentityMessage {
        INSTANCE
    }

    /** After recovery nobody knows which NOTIFYs arrived: the newest state goes out once more (design promise 4). */
    enum Resume implements PresentityMessage {
        INSTANCE
    }

    /** The time that a Retry-After named has come (RFC 6665 §4.2.2). */
    record RetryNotify(EventName event, String localTag) implements PresentityMessage {}

    /** Watchers were shown a publisher's last word (PUB-10), and now see what is left. */
    record TakeBack(EventName event) implements PresentityMessage {}

    private static final Duration EMPTY_AFTER_RECOVERY = Duration.ofSeconds(10);
    private static final Duration LONGEST_TIMER = Duration.ofDays(20);
    private static final Duration NO_EDGE_YET = Duration.ofMillis(200);

    private final Aor resource;
    private final Environment environment;
    private final ActorContext<PresentityMessage> context;
    private final TimerScheduler<PresentityMessage> timers;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final Composer composer;
    private final NotifyPlanner planner;
    private final PublishDecision publishing;
    private final SubscribeDecision subscribing;
    private final DeliveryWatch delivery;
    private OptionalLong armedFor = OptionalLong.empty();
    private PresentityState current = PresentityState.EMPTY;
    private boolean running;

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
        this.shard = shard;
        this.context = context;
        this.timers = timers;
        this.composer = new Composer(resource, environment.packages());
        this.planner = new NotifyPlanner(resource, environment.edges());
        this.publishing = new PublishDecision(composer, environment);
        this.subscribing = new SubscribeDecision(environment);
        this.delivery = new DeliveryWatch(environment.settings());
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
                .onCommand(EdgeLost.class, this::onEdgeLost)
                .onCommand(RetryNotify.class, this::onRetryNotify)
                .onCommand(TakeBack.class, this::onTakeBack)
                .onCommand(Due.class, (state, due) -> onDue(state))
                .onCommand(Resume.class, (state, resume) -> onResume(state))
                .onCommand(Describe.class, this::onDescribe)
                .build();
    }

    @Override
    public EventHandler<PresentityState, PresentityEvent> eventHandler() {
        return newEventHandlerBuilder()
                .forAnyState()
                .onEvent(PresentityEvent.Published.class, PresentityState::apply)
                .onEvent(PresentityEvent.PublicationRefreshed.class, PresentityState::apply)
                .onEvent(PresentityEvent.PublicationEnded.class, PresentityState::apply)
                .onEvent(PresentityEvent.Subscribed.class, PresentityState::apply)
                .onEvent(PresentityEvent.Resubscribed.class, PresentityState::apply)
                .onEvent(PresentityEvent.SubscriptionEnded.class, PresentityState::apply)
                .onEvent(PresentityEvent.Renotified.class, PresentityState::apply)
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(environment.settings().snapshotEvery(), 2)
                .withDeleteEventsOnSnapshot();
    }

    @Override
    public SignalHandler<PresentityState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(PostStop.instance(), state -> onStopped())
                .build();
    }

    private void onRecovered(PresentityState state) {
        composer.clear();
        armedFor = OptionalLong.empty();
        if (running) {
            environment.meters().moved(current, state);
        } else {
            environment.meters().started(state);
        }
        running = true;
        current = state;
        environment.edges().watch(context.getSelf().narrow());
        arm(state);
        if (state.isEmpty()) {
            // Woken by the command that waits behind this, or remembered although it had just become empty.
            timers.startSingleTimer(Due.INSTANCE, EMPTY_AFTER_RECOVERY);
        } else {
            timers.startSingleTimer(Resume.INSTANCE, environment.settings().resumeDelay());
        }
    }

    private void onStopped() {
        environment.edges().unwatch(context.getSelf().narrow());
        if (running) {
            environment.meters().stopped(current);
            running = false;
        }
        current = PresentityState.EMPTY;
    }

    private ReplyEffect<PresentityEvent, PresentityState> onPublish(PresentityState state, Publish command) {
        if (isTooLate(command.answerBy())) {
            return Effect().noReply();
        }
        PublishDecision.Outcome outcome = publishing.decide(state, command, now());
        if (outcome.event().isEmpty()) {
            return Effect().none().thenRun(this::settle).thenReply(command.replyTo(), s -> outcome.reply());
        }
        PresentityEvent event = outcome.event().get();
        long begun = System.nanoTime();
        return Effect()
                .persist(event)
                .thenRun((PresentityState after) -> {
                    environment.meters().persisted(System.nanoTime() - begun);
                    outcome.ended().ifPresent(composer::forget);
                    settle(after);
                    if (outcome.shown()) {
                        fanOut(command.event(), after, outcome.documents());
                    }
                    if (outcome.passing()) {
                        context.getSelf().tell(new TakeBack(command.event()));
                    }
                })
                .thenReply(command.replyTo(), after -> outcome.reply());
    }

    private ReplyEffect<PresentityEvent, PresentityState> onSubscribe(PresentityState state, Subscribe command) {
        if (isTooLate(command.answerBy())) {
            return Effect().noReply();
        }
        SubscribeDecision.Outcome outcome = subscribing.decide(state, command, now());
        if (outcome.event().isEmpty()) {
            return Effect()
                    .none()
                    .thenRun(this::settle)
                    .thenReply(command.replyTo(), s -> outcome.reply(s, composer, planner, now()));
        }
        long begun = System.nanoTime();
        return Effect()
                .persist(outcome.event().get())
                .thenRun((PresentityState after) -> {
                    environment.meters().persisted(System.nanoTime() - begun);
                    watch(command.event(), after, outcome.localTag());
                    outcome.leftEdge().ifPresent(edge -> planner.forget(edge, outcome.localTag()));
                    settle(after);
                })
                .thenReply(command.replyTo(), after -> outcome.reply(after, composer, planner, now()));
    }

    /** The reply's NOTIFY is under way as any other: its edge may die with it. */
    private void watch(EventName event, PresentityState after, String localTag) {
        PackageState pack = after.of(event);
        Subscription subscription = pack.subscriptions().get(localTag);
        if (subscription == null) {
            delivery.ended(localTag);
        } else {
            delivery.subscribed(localTag, pack.cseq(subscription));
            delivery.sent(event, now());
        }
    }

    /** RFC 6665 §4.2.2: an error ends the subscription, unless it says when to try again. */
    private ReplyEffect<PresentityEvent, PresentityState> onNotifyFailed(PresentityState state, NotifyFailed failed) {
        Subscription subscription = state.of(failed.event()).subscriptions().get(failed.localTag());
        if (subscription == null) {
            return Effect().noReply();
        }
        switch (delivery.failed(failed, now())) {
            case NONE -> {
                return Effect().noReply();
            }
            case RETRY_LATER -> {
                var retry = new RetryNotify(failed.event(), failed.localTag());
                long left = subscription.expiresAt() - now();
                timers.startSingleTimer(retry, retry, delay(Math.min(failed.retryAfterSeconds() * 1000L, left)));
                return Effect().noReply();
            }
            case RETRY_NOW -> {
                return renotify(failed.event(), List.of(failed.localTag()));
            }
            default -> {
                context.getLog()
                        .debug("{}: {} ends, NOTIFY was answered {}", resource, failed.localTag(), failed.code());
                delivery.ended(failed.localTag());
                return Effect()
                        .persist(new PresentityEvent.SubscriptionEnded(
                                failed.event(), failed.localTag(), PresentityEvent.SubscriptionEnded.UNREACHABLE))
                        .thenRun(this::settle)
                        .thenNoReply();
            }
        }
    }

    private ReplyEffect<PresentityEvent, PresentityState> onRetryNotify(PresentityState state, RetryNotify retry) {
        if (!state.of(retry.event()).subscriptions().containsKey(retry.localTag())) {
            return Effect().noReply();
        }
        delivery.retried(retry.localTag(), now());
        return renotify(retry.event(), List.of(retry.localTag()));
    }

    private ReplyEffect<PresentityEvent, PresentityState> onTakeBack(PresentityState state, TakeBack back) {
        return state.of(back.event()).subscriptions().isEmpty()
                ? Effect().noReply()
                : renotify(back.event(), List.of());
    }

    private ReplyEffect<PresentityEvent, PresentityState> onEdgeLost(PresentityState state, EdgeLost lost) {
        List<PresentityEvent> events = new ArrayList<>(2);
        long now = now();
        state.packages().forEach((name, pack) -> {
            var event = new EventName(name);
            List<String> tags = delivery.mayBeUnderWay(event, now)
                    ? pack.subscriptions().values().stream()
                            .filter(s -> s.dialog().flow().edge().equals(lost.edge()))
                            .map(s -> s.dialog().localTag())
                            .toList()
                    : List.of();
            if (!tags.isEmpty()) {
                events.add(new PresentityEvent.Renotified(event, tags));
            }
        });
        return renotify(events);
    }

    private ReplyEffect<PresentityEvent, PresentityState> onResume(PresentityState state) {
        if (environment.edges().route("").isEmpty()) {
            timers.startSingleTimer(Resume.INSTANCE, NO_EDGE_YET);
            return Effect().noReply();
        }
        List<PresentityEvent> events = new ArrayList<>(2);
        state.packages().forEach((name, pack) -> {
            if (!pack.subscriptions().isEmpty()) {
                events.add(new PresentityEvent.Renotified(new EventName(name), List.of()));
            }
        });
        return renotify(events);
    }

    private ReplyEffect<PresentityEvent, PresentityState> renotify(EventName event, List<String> localTags) {
        return renotify(List.of(new PresentityEvent.Renotified(event, localTags)));
    }

    private ReplyEffect<PresentityEvent, PresentityState> renotify(List<PresentityEvent> events) {
        if (events.isEmpty()) {
            return Effect().noReply();
        }
        return Effect()
                .persist(events)
                .thenRun((PresentityState after) -> {
                    for (PresentityEvent each : events) {
                        var event = (PresentityEvent.Renotified) each;
                        PackageState pack = after.of(event.event());
                        Collection<Subscription> watchers = event.localTags().isEmpty()
                                ? pack.subscriptions().values()
                                : event.localTags().stream()
                                        .map(pack.subscriptions()::get)
                                        .toList();
                        fanOut(event.event(), pack, watchers, new HashMap<>());
                    }
                    settle(after);
                })
                .thenNoReply();
    }

    private ReplyEffect<PresentityEvent, PresentityState> onDue(PresentityState state) {
        armedFor = OptionalLong.empty();
        Expiration expiration = Expiration.at(now(), state, composer);
        if (expiration.events().isEmpty()) {
            return Effect().none().thenRun(this::settle).thenNoReply();
        }
        return Effect()
                .persist(expiration.events())
                .thenRun((PresentityState after) -> {
                    long now = now();
                    expiration.duePoints().forEach(due -> environment.meters().late(now - due));
                    expiration.endedPublications().forEach(composer::forget);
                    expiration.changed().forEach((event, documents) -> {
                        composer.publicationsChanged(event);
                        fanOut(event, after, documents);
                    });
                    expiration.endedSubscriptions().forEach(ended -> {
                        delivery.ended(ended.line().dialog().localTag());
                        planner.send(
                                ended.event(),
                                composer.steady(ended.event(), after.of(ended.event()), ended.accept(), now),
                                ended.line());
                    });
                    settle(after);
                })
                .thenNoReply();
    }

    private ReplyEffect<PresentityEvent, PresentityState> onDescribe(PresentityState state, Describe describe) {
        return Effect()
                .none()
                .thenRun(this::settle)
                .thenReply(
                        describe.replyTo(), s -> Descriptions.of(resource, s, composer, environment.packages(), now()));
    }

    private void fanOut(EventName event, PresentityState after, Map<MediaType, NotifyContent> documents) {
        PackageState pack = after.of(event);
        fanOut(event, pack, pack.subscriptions().values(), documents);
    }

    private void fanOut(
            EventName event,
            PackageState pack,
            Collection<Subscription> watchers,
            Map<MediaType, NotifyContent> documents) {
        if (watchers.isEmpty()) {
            return;
        }
        long now = now();
        delivery.sent(event, now);
        planner.fanOut(
                event,
                pack,
                watchers,
                type -> documents.computeIfAbsent(type, t -> composer.steady(event, pack, t, now)));
    }

    /** After each command: timers and gauges follow the state, and an empty presentity leaves memory. */
    private void settle(PresentityState after) {
        environment.meters().moved(current, after);
        current = after;
        arm(after);
        passivateIfEmpty(after);
    }

    private void arm(PresentityState state) {
        OptionalLong due = state.nextDue();
        if (!due.equals(armedFor)) {
            armedFor = due;
            due.ifPresentOrElse(
                    at -> timers.startSingleTimer(Due.INSTANCE, delay(at - now())), () -> timers.cancel(Due.INSTANCE));
        }
    }

    /** Cut to what the scheduler takes at any tick of 1 ms or more (2^31 ticks): a timer that comes early is set anew. */
    private static Duration delay(long millis) {
        return Duration.ofMillis(Math.max(0, Math.min(millis, LONGEST_TIMER.toMillis())));
    }

    private void passivateIfEmpty(PresentityState state) {
        if (state.isEmpty()) {
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
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
