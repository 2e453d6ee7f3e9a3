package io.lamplight.presence.keeper;

import io.lamplight.presence.api.KeeperCommand.AwaitScan;
import io.lamplight.presence.api.KeeperCommand.Awake;
import io.lamplight.presence.api.KeeperCommand.KeepAlive;
import io.lamplight.presence.api.KeeperCommand.Scanned;
import io.lamplight.presence.api.KeeperCommand.Sleeping;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PresentityCommand.Wake;
import io.lamplight.presence.api.PresentityMessage;
import io.lamplight.presence.entity.PresenceMeters;
import io.lamplight.presence.entity.Presentity;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.query.typed.javadsl.EventsBySliceQuery;
import org.apache.pekko.stream.Materializer;

/**
 * Knows who lives in its shard without being in memory, and wakes each in time. It learns that from the journal when the
 * shard gets a home, and from then on from the presentities. It keeps nothing itself: where it ends, the next one asks the
 * journal again.
 */
public final class Keeper extends AbstractBehavior<PresentityMessage> {

    /**
     * What a keeper needs from its node.
     *
     * @param entityType by which the journal knows presentities
     * @param wake sends to the presentity of that id
     */
    public record Environment(
            EventsBySliceQuery journal,
            String entityType,
            KeeperNames names,
            BiConsumer<String, PresentityCommand> wake,
            Clock clock,
            KeeperSettings settings,
            PresenceMeters meters) {}

    /** Something falls due, or a wake went unanswered. */
    enum Tick implements PresentityMessage {
        INSTANCE
    }

    /** Open the scan that failed anew. */
    enum ScanAgain implements PresentityMessage {
        INSTANCE
    }

    /** An entity that has not said within this time that it is awake is no longer waited for, and woken once more. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * An entity's last event lies at most the life of its NOTIFY before the crash, and the shard's newest not after it; the
     * rest is for the clocks of two homes.
     */
    static final Duration UNSETTLED = Presentity.NOTIFY_LIFE.plusSeconds(20);

    private static final long NOTHING_DUE = Long.MAX_VALUE;

    /** What the scheduler takes at any tick of 1 ms or more (2^31 ticks). */
    private static final Duration LONGEST_TIMER = Duration.ofDays(20);

    private final Environment environment;
    private final int shard;
    private final TimerScheduler<PresentityMessage> timers;
    private final Materializer materializer;
    private final DueIndex asleep = new DueIndex();
    private final Queue<String> unsettled = new ArrayDeque<>();
    /** When each was woken, the oldest first. */
    private final Map<String, Long> underWay = new LinkedHashMap<>();

    private final List<ActorRef<Scanned>> waiting = new ArrayList<>();
    private Optional<Inventory> inventory;
    private Scan scan;
    private long backoff;
    private long armedFor = NOTHING_DUE;
    private int toldAsleep;
    private long toldPublications;
    private long toldSubscriptions;

    /** The keeper of the shard that {@code entityId} names. */
    public static Behavior<PresentityCommand> create(String entityId, Environment environment) {
        return behavior(environment.names().shardOf(entityId), environment).narrow();
    }

    static Behavior<PresentityMessage> behavior(int shard, Environment environment) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Keeper(shard, environment, context, timers)));
    }

    private Keeper(
            int shard,
            Environment environment,
            ActorContext<PresentityMessage> context,
            TimerScheduler<PresentityMessage> timers) {
        super(context);
        this.shard = shard;
        this.environment = environment;
        this.timers = timers;
        this.materializer = Materializer.createMaterializer(context);
        this.inventory = Optional.of(new Inventory(asleep, UNSETTLED.toMillis()));
        this.backoff = environment.settings().scanBackoffMin().toMillis();
        openScan();
    }

    @Override
    public Receive<PresentityMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Awake.class, this::onAwake)
                .onMessage(Sleeping.class, this::onSleeping)
                .onMessage(Tick.class, tick -> onTick())
                .onMessage(KeepAlive.class, ping -> this)
                .onMessage(AwaitScan.class, this::onAwaitScan)
                .onMessage(Scan.Found.class, this::onFound)
                .onMessage(Scan.Ended.class, this::onScanEnded)
                .onMessage(ScanAgain.class, again -> openScan())
                .onSignal(PostStop.class, stop -> onStopped())
                .build();
    }

    private Behavior<PresentityMessage> openScan() {
        scan = Scan.open(environment.journal(), environment.entityType(), shard, getContext(), materializer);
        return this;
    }

    private Behavior<PresentityMessage> onFound(Scan.Found found) {
        if (found.scan() == scan) {
            found.entries().forEach(this::onFound);
        }
        found.replyTo().tell(Done.getInstance());
        proceed();
        if (inventory.isEmpty()) {
            waiting.forEach(asker -> asker.tell(new Scanned(shard)));
            waiting.clear();
        }
        return this;
    }

    /** A scan after a complete one tells nothing new; it is open for the journal's sake. */
    private void onFound(Scan.Entry entry) {
        if (entry.isLast()) {
            backoff = environment.settings().scanBackoffMin().toMillis();
            inventory.ifPresent(known -> unsettled.addAll(known.unsettled()));
            inventory = Optional.empty();
        } else {
            inventory.ifPresent(known -> known.found(entry));
        }
    }

    private Behavior<PresentityMessage> onScanEnded(Scan.Ended ended) {
        if (ended.scan() == scan) {
            getContext()
                    .getLog()
                    .warn("Shard {}: the journal's scan failed, next try in {} ms", shard, backoff, ended.failure());
            inventory.ifPresent(Inventory::restart);
            timers.startSingleTimer(ScanAgain.INSTANCE, Duration.ofMillis(backoff));
            backoff = Math.min(
                    2 * backoff, environment.settings().scanBackoffMax().toMillis());
        }
        return this;
    }

    private Behavior<PresentityMessage> onAwaitScan(AwaitScan await) {
        if (inventory.isPresent()) {
            waiting.add(await.replyTo());
        } else {
            await.replyTo().tell(new Scanned(shard));
        }
        return this;
    }

    private Behavior<PresentityMessage> onAwake(Awake awake) {
        String id = awake.resource().uri();
        inventory.ifPresent(known -> known.reported(id));
        underWay.remove(id);
        asleep.remove(id);
        return proceed();
    }

    private Behavior<PresentityMessage> onSleeping(Sleeping sleeping) {
        String id = sleeping.resource().uri();
        inventory.ifPresent(known -> known.reported(id));
        asleep.put(id, sleeping.due(), sleeping.publications(), sleeping.subscriptions());
        if (!sleeping.settled()) {
            unsettled.add(id);
        }
        return proceed();
    }

    private Behavior<PresentityMessage> onTick() {
        armedFor = NOTHING_DUE;
        return proceed();
    }

    /** Wakes whoever is to be woken, as many as may be under way; gauges and timer follow. */
    private Behavior<PresentityMessage> proceed() {
        long now = environment.clock().millis();
        if (inventory.isEmpty()) {
            underWay.values().removeIf(since -> since + PATIENCE.toMillis() <= now);
            while (mayWake() && !unsettled.isEmpty()) {
                wake(unsettled.remove(), true, now);
            }
            long horizon = now + environment.settings().wakeAhead().toMillis();
            while (mayWake() && asleep.nextDue() <= horizon) {
                String id = asleep.first().orElseThrow();
                asleep.postponeFirst(now + PATIENCE.toMillis());
                wake(id, false, now);
            }
            arm(now);
        }
        count();
        return this;
    }

    private boolean mayWake() {
        return underWay.size() < environment.settings().wakesAtOnce();
    }

    private void wake(String id, boolean resend, long now) {
        underWay.remove(id);
        underWay.put(id, now);
        environment.meters().woken();
        environment.wake().accept(id, new Wake(resend));
    }

    private void arm(long now) {
        long next = asleep.nextDue();
        if (!mayWake()) {
            next = underWay.values().iterator().next() + PATIENCE.toMillis();
        } else if (next != NOTHING_DUE) {
            next -= environment.settings().wakeAhead().toMillis();
        }
        if (next != armedFor) {
            armedFor = next;
            if (next == NOTHING_DUE) {
                timers.cancel(Tick.INSTANCE);
            } else {
                long wait = Math.max(1, Math.min(next - now, LONGEST_TIMER.toMillis()));
                timers.startSingleTimer(Tick.INSTANCE, Duration.ofMillis(wait));
            }
        }
    }

    private void count() {
        environment.meters().asleep(asleep.size() - toldAsleep, (int) (asleep.publications() - toldPublications), (int)
                (asleep.subscriptions() - toldSubscriptions));
        toldAsleep = asleep.size();
        toldPublications = asleep.publications();
        toldSubscriptions = asleep.subscriptions();
    }

    private Behavior<PresentityMessage> onStopped() {
        scan.close();
        environment.meters().asleep(-toldAsleep, (int) -toldPublications, (int) -toldSubscriptions);
        return this;
    }
}
