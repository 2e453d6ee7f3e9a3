package io.lamplight.deploy.torture;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What a run has counted, and what it holds against the server. Any thread may write. */
public final class Ledger {
    /** What happened, and is allowed to. */
    public enum Count {
        PUBLICATIONS_ACKNOWLEDGED,
        SUBSCRIPTIONS_ACKNOWLEDGED,
        NOTIFIES,
        REFUSED_503,
        UNANSWERED,
        /** 412 after a request whose outcome nobody knew: it had been carried out. */
        STARTED_OVER,
        /** NOTIFYs of dialogs that nobody claims, left by a SUBSCRIBE whose outcome nobody knew. */
        STRAY_NOTIFIES,
        /** NOTIFYs that came after one with a higher CSeq, each number once: two edges sent them. One node never does. */
        OVERTAKEN
    }

    /** What breaks a promise. */
    public enum Breach {
        LOST_PUBLICATION,
        LOST_SUBSCRIPTION,
        REUSED_CSEQ,
        OLDER_STATE,
        STALE_WATCHER,
        NO_RETRY_AFTER,
        UNEXPECTED_ANSWER
    }

    private static final int MOST_DETAILS = 50;

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<Breach, LongAdder> breaches = new EnumMap<>(Breach.class);
    private final Queue<String> details = new ConcurrentLinkedQueue<>();
    private final AtomicLong detailed = new AtomicLong();
    private final LongAccumulator slowestRefusal = new LongAccumulator(Math::max, 0);
    private final LongAccumulator slowestAnswer = new LongAccumulator(Math::max, 0);

    public Ledger() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
        for (Breach breach : Breach.values()) {
            breaches.put(breach, new LongAdder());
        }
    }

    void count(Count count) {
        counts.get(count).increment();
    }

    /** Notes an answer: how long it took, and that a refusal says when to come back (SUB-27). */
    void answered(String request, Phones.Answer answer) {
        if (answer.status() == 0) {
            count(Count.UNANSWERED);
            return;
        }
        slowestAnswer.accumulate(answer.after().toNanos());
        if (answer.status() == 503) {
            count(Count.REFUSED_503);
            slowestRefusal.accumulate(answer.after().toNanos());
            if (answer.get("Retry-After").isEmpty()) {
                breach(Breach.NO_RETRY_AFTER, request);
            }
        }
    }

    void breach(Breach breach, String detail) {
        breaches.get(breach).increment();
        if (detailed.incrementAndGet() <= MOST_DETAILS) {
            details.add(breach + ": " + detail);
        }
    }

    public long of(Count count) {
        return counts.get(count).sum();
    }

    public long of(Breach breach) {
        return breaches.get(breach).sum();
    }

    /** The first ones, each in a sentence; empty if every promise was held. */
    public List<String> breaches() {
        return List.copyOf(details);
    }

    /** The time from the first sending of a request to its 503. */
    public Duration slowestRefusal() {
        return Duration.ofNanos(slowestRefusal.get());
    }

    public Duration slowestAnswer() {
        return Duration.ofNanos(slowestAnswer.get());
    }

    /** Forgets the times, so that a phase has its own. */
    public void resetTimes() {
        slowestRefusal.reset();
        slowestAnswer.reset();
    }

    @Override
    public String toString() {
        return counts + " " + breaches + " slowest 503 " + slowestRefusal().toMillis() + " ms, slowest answer "
                + slowestAnswer().toMillis() + " ms";
    }
}
