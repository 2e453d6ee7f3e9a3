package io.lamplight.presence.entity;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.KeeperCommand;
import io.lamplight.presence.api.PresentityMessage;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * A presentity's stay in memory: its timers and its share of the gauges while it lasts, and when it ends. One that holds
 * nothing leaves at once; one that is idle leaves too, and its keeper wakes it before its next due time.
 */
final class Residence {
    private static final Duration EMPTY_AFTER_RECOVERY = Duration.ofSeconds(10);
    private static final Duration LONGEST_TIMER = Duration.ofDays(20);

    private final Aor resource;
    private final Presentity.Environment environment;
    private final Delivery delivery;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ActorContext<PresentityMessage> context;
    private final TimerScheduler<PresentityMessage> timers;
    private PresentityState current = PresentityState.EMPTY;
    private OptionalLong armedFor = OptionalLong.empty();
    private long lastUse;
    private boolean running;
    private boolean leaving;

    Residence(
            Aor resource,
            Presentity.Environment environment,
            Delivery delivery,
            ActorRef<ClusterSharding.ShardCommand> shard,
            ActorContext<PresentityMessage> context,
            TimerScheduler<PresentityMessage> timers) {
        this.resource = resource;
        this.environment = environment;
        this.delivery = delivery;
        this.shard = shard;
        this.context = context;
        this.timers = timers;
    }

    /**
     * The journal was read.
     *
     * @return whether this was a restart in place, after a failure of the journal
     */
    boolean begin(PresentityState state) {
        boolean again = running;
        if (again) {
            environment.meters().moved(current, state);
        } else {
            environment.meters().started(state);
            environment.keepers().tell(resource, new KeeperCommand.Awake(resource));
        }
        running = true;
        current = state;
        lastUse = environment.clock().millis();
        armedFor = OptionalLong.empty();
        environment.edges().watch(context.getSelf().narrow());
        arm(state);
        timers.startSingleTimer(
                Presentity.Idle.INSTANCE,
                delay(environment.settings().idleAfter().toMillis()));
        if (state.isEmpty()) {
            // Woken by the command that waits behind this, or by a keeper that could not know.
            timers.startSingleTimer(Presentity.Due.INSTANCE, EMPTY_AFTER_RECOVERY);
        }
        return again;
    }

    /** After each command: timers and gauges follow the state, and an empty presentity leaves memory. */
    void settle(PresentityState after) {
        environment.meters().moved(current, after);
        current = after;
        lastUse = environment.clock().millis();
        arm(after);
        if (after.isEmpty()) {
            leave();
        }
    }

    /** The timer for the next due time has fired. */
    void dueCame() {
        armedFor = OptionalLong.empty();
    }

    /** The timer for idleness has fired: leaves, or sets it anew. */
    void leaveIfIdle(PresentityState state) {
        long now = environment.clock().millis();
        long idleAfter = environment.settings().idleAfter().toMillis();
        long left = lastUse + idleAfter - now;
        if (left > 0) {
            timers.startSingleTimer(Presentity.Idle.INSTANCE, delay(left));
        } else if (!delivery.isSettled() || state.nextDue().orElse(Long.MAX_VALUE) - now < idleAfter) {
            timers.startSingleTimer(Presentity.Idle.INSTANCE, delay(idleAfter));
        } else {
            leave();
        }
    }

    /** Tells the keeper, as the last thing: until now a command that was already here may have changed the state. */
    void end() {
        environment.edges().unwatch(context.getSelf().narrow());
        if (running) {
            environment.meters().stopped(current);
            running = false;
        }
        if (leaving && !current.isEmpty()) {
            environment
                    .keepers()
                    .tell(
                            resource,
                            new KeeperCommand.Sleeping(
                                    resource,
                                    current.nextDue().orElseThrow(),
                                    current.livePublications(),
                                    current.liveSubscriptions(),
                                    delivery.isSettled()));
        }
        leaving = false;
        current = PresentityState.EMPTY;
    }

    /** Cut to what the scheduler takes at any tick of 1 ms or more (2^31 ticks): a timer that comes early is set anew. */
    private static Duration delay(long millis) {
        return Duration.ofMillis(Math.max(0, Math.min(millis, LONGEST_TIMER.toMillis())));
    }

    private void arm(PresentityState state) {
        OptionalLong due = state.nextDue();
        if (!due.equals(armedFor)) {
            armedFor = due;
            due.ifPresentOrElse(
                    at -> timers.startSingleTimer(
                            Presentity.Due.INSTANCE,
                            delay(at - environment.clock().millis())),
                    () -> timers.cancel(Presentity.Due.INSTANCE));
        }
    }

    private void leave() {
        leaving = true;
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
}
