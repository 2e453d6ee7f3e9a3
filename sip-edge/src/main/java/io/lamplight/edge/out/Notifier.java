package io.lamplight.edge.out;

import io.lamplight.edge.message.ResponseScan;
import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.metrics.EdgeMetrics.Outcome;
import io.lamplight.edge.transport.Transports;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.SendNotifies;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends NOTIFYs: one at a time per subscription, the newest next. A 2xx goes no further than here; what fails is told to the
 * presentity. Safe for all threads.
 */
public final class Notifier {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    /** Time between two calls of {@link #tick}. */
    public static final Duration TICK = Duration.ofMillis(TimerWheel.TICK_MILLIS);

    /** How long a subscription's last CSeq is remembered after its last NOTIFY. */
    private static final long LINGER_MILLIS = 4000;

    private static final int NOT_FOUND = 481;
    private static final byte[] METHOD = "NOTIFY".getBytes(StandardCharsets.US_ASCII);

    private final Presentities presentities;
    private final EdgeMetrics metrics;
    private final LongSupplier millis;
    private final Sending sending;
    private final ConcurrentMap<String, Slot> slots = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, NotifyTransaction> transactions = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final LongAdder waiting = new LongAdder();
    private final String branchPrefix =
            "z9hG4bK" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + '.';
    private final byte[] branchOctets = branchPrefix.getBytes(StandardCharsets.US_ASCII);
    private long sweptAt;
    private volatile boolean stopped;

    /**
     * What the notifier works with.
     *
     * @param maxDatagram longer requests try TCP first
     * @param refusalKept how long a refused TCP connection is remembered
     * @param millis monotonic
     */
    public record Parts(
            Transports transports,
            Presentities presentities,
            EdgeMetrics metrics,
            Function<String, CompletionStage<InetAddress>> resolver,
            int maxDatagram,
            Duration refusalKept,
            LongSupplier millis,
            InstantSource clock) {}

    private Notifier(Parts parts) {
        this.presentities = parts.presentities();
        this.metrics = parts.metrics();
        this.millis = parts.millis();
        this.sweptAt = millis.getAsLong();
        this.sending = new Sending(
                parts.transports(),
                parts.resolver(),
                new Refusals(parts.refusalKept(), millis),
                new TimerWheel(millis.getAsLong()),
                metrics,
                parts.maxDatagram(),
                millis,
                parts.clock(),
                new Sending.Ended() {
                    @Override
                    public void ended(NotifyTransaction transaction, int code, int retryAfter) {
                        Notifier.this.ended(transaction, code, retryAfter);
                    }

                    @Override
                    public void redirected(NotifyTransaction transaction, Due due) {
                        Notifier.this.redirected(transaction, due);
                    }
                });
        metrics.waiting(waiting::sum);
    }

    public static Notifier create(Parts parts) {
        return new Notifier(parts);
    }

    public void send(SendNotifies message) {
        if (stopped) {
            return;
        }
        Due.Batch batch = Due.Batch.of(message);
        for (SendNotifies.Line line : message.lines()) {
            offer(new Due(batch, line));
        }
    }

    private void offer(Due due) {
        String tag = due.line().dialog().localTag();
        while (true) {
            Slot slot = slots.computeIfAbsent(tag, name -> new Slot());
            NotifyTransaction next;
            synchronized (slot) {
                if (slot.isGone()) {
                    slots.remove(tag, slot);
                    continue;
                }
                if (slot.isOvertaken(due.line().cseq())) {
                    metrics.notified(Outcome.SUPERSEDED);
                    return;
                }
                if (slot.isBusy() && slot.current().leadsTo(due.line().dialog())) {
                    if (slot.await(due) == null) {
                        waiting.increment();
                    } else {
                        metrics.notified(Outcome.SUPERSEDED);
                    }
                    return;
                }
                abandon(slot);
                next = start(slot, due);
            }
            begin(next);
            return;
        }
    }

    /** A fault of ours costs this NOTIFY, but neither the others nor the watcher its subscription. */
    private void begin(NotifyTransaction transaction) {
        try {
            transaction.begin();
        } catch (RuntimeException e) {
            LOG.error(
                    "cannot send a NOTIFY for {}",
                    transaction.due().batch().message().resource(),
                    e);
            transaction.fault();
        }
    }

    /** The watcher has moved: whoever is at its old place need not answer, and the new place need not wait for that. */
    private void abandon(Slot slot) {
        NotifyTransaction current = slot.current();
        if (current != null) {
            transactions.remove(current.id());
            current.forget();
            metrics.notified(Outcome.SUPERSEDED);
        }
        if (slot.takeWaiting() != null) {
            waiting.decrement();
            metrics.notified(Outcome.SUPERSEDED);
        }
    }

    private NotifyTransaction start(Slot slot, Due due) {
        long id = ids.incrementAndGet();
        NotifyTransaction transaction =
                new NotifyTransaction(sending, slot, due, id, branchPrefix + Long.toHexString(id));
        transactions.put(id, transaction);
        slot.send(transaction);
        return transaction;
    }

    public void forget(EdgeCommand.Forget command) {
        Slot slot = slots.remove(command.localTag());
        if (slot != null) {
            synchronized (slot) {
                slot.retire();
                if (slot.takeWaiting() != null) {
                    waiting.decrement();
                }
                NotifyTransaction current = slot.current();
                if (current != null) {
                    transactions.remove(current.id());
                    current.forget();
                }
            }
        }
    }

    /** A response's octets; what belongs to no transaction of ours is dropped (RFC 3261 §18.1.2). */
    public void onResponse(byte[] message) {
        ResponseScan response = ResponseScan.of(message);
        if (response == null) {
            metrics.unreadable();
            return;
        }
        long id = response.idBehind(branchOctets);
        NotifyTransaction transaction = id < 0 ? null : transactions.get(id);
        if (transaction != null && response.answers(transaction.due().line().cseq(), METHOD)) {
            transaction.onResponse(response.code(), response.retryAfter(), response.contact());
        }
    }

    private void ended(NotifyTransaction transaction, int code, int retryAfter) {
        transactions.remove(transaction.id());
        Due next;
        NotifyTransaction started = null;
        boolean follow = code != NOT_FOUND && retryAfter < 0;
        Slot slot = transaction.slot();
        synchronized (slot) {
            if (!slot.end(transaction, millis.getAsLong())) {
                return;
            }
            next = slot.takeWaiting();
            if (next != null) {
                waiting.decrement();
                if (follow) {
                    started = start(slot, next);
                }
            }
        }
        if (code >= 300) {
            report(transaction.due(), code, retryAfter);
            if (next != null && !follow) {
                // The dialog is gone, or the peer wants to be left alone: the same holds for the next one.
                metrics.notified(Outcome.FAILED);
                report(next, code, retryAfter);
            }
        }
        if (started != null) {
            begin(started);
        }
    }

    /** The same request to another place is another transaction (RFC 3261 §12.2.1.2, §8.1.3.4). */
    private void redirected(NotifyTransaction transaction, Due due) {
        transactions.remove(transaction.id());
        Slot slot = transaction.slot();
        NotifyTransaction next;
        synchronized (slot) {
            if (slot.current() != transaction) {
                return;
            }
            next = start(slot, due);
        }
        begin(next);
    }

    private void report(Due due, int code, int retryAfter) {
        if (stopped) {
            return;
        }
        SendNotifies message = due.batch().message();
        presentities.tell(
                message.resource(),
                new PresentityCommand.NotifyFailed(
                        message.event(),
                        due.line().dialog().localTag(),
                        due.line().cseq(),
                        code,
                        retryAfter));
    }

    /** From now on nothing fails any more: that this edge goes is no fault of its watchers, and others take over. */
    public void stop() {
        stopped = true;
    }

    /** Runs the timers; called by one thread, every {@link #TICK}. */
    public void tick() {
        long now = millis.getAsLong();
        sending.wheel().turn(now);
        if (now - sweptAt >= LINGER_MILLIS / 2) {
            sweptAt = now;
            slots.forEach((tag, slot) -> {
                synchronized (slot) {
                    if (slot.retireIfIdleSince(now - LINGER_MILLIS)) {
                        slots.remove(tag, slot);
                    }
                }
            });
        }
    }

    int remembered() {
        return slots.size();
    }

    int underWay() {
        return transactions.size();
    }
}
