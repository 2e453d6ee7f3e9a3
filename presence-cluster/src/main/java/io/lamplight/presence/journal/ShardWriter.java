package io.lamplight.presence.journal;

import io.lamplight.presence.journal.Incarnations.Incarnation;
import io.lamplight.presence.journal.Incarnations.Range;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The only way into a shard's partition from this node. While one write is under way, what other entities of the shard
 * want to write gathers, and goes as the next batch: no timer, nobody waits for nothing.
 *
 * <p>A write whose outcome is unknown (no answer, a lost connection, too few replicas) is neither acknowledged nor given
 * up: the same statements with the same timestamp go out again until Cassandra takes or refuses them, and nothing of this
 * shard overtakes. So a retried write cannot differ from what may already be there, and an entity cannot go on from a
 * state that the journal may yet contradict.
 */
final class ShardWriter {
    private static final long MICROS_IN_A_MILLI = 1000;

    /** What all shards of a node share: Cassandra, time, settings, and the room for what waits. */
    interface Environment {
        JournalSettings settings();

        Clock clock();

        /**
         * Makes one statement of the writes. Each {@code get} of the result sends that same statement.
         *
         * @param micros its timestamp
         * @throws RuntimeException if one of the writes cannot be sent at all
         */
        Supplier<CompletionStage<?>> batch(Write.Partition partition, List<Write> writes, long micros);

        /** False when so much waits for Cassandra that memory would run out. */
        boolean admit(int bytes);

        void release(int bytes);

        /** Not after the node has begun to end. */
        void later(Duration pause, Runnable what);

        void stalled(ShardWriter writer, Throwable why);

        void moved(ShardWriter writer);
    }

    private final Environment environment;
    private final String entityType;
    private final Write.Partition partition;
    private final Queue<Write> waiting = new ArrayDeque<>();
    private final Incarnations incarnations = new Incarnations();
    private List<Write> underWay = List.of();
    private boolean busy;
    private int alone;
    private long lastMillis;
    private long lastMicros;
    private volatile KnownEntities known;

    ShardWriter(Environment environment, String entityType, int shard) {
        this.environment = environment;
        this.entityType = entityType;
        this.partition = Write.Partition.of(entityType, shard);
    }

    /** Events that were persisted together; {@code note} goes to the entity's head. */
    void events(
            String entity, UUID writer, List<Write.StoredEvent> events, String note, boolean empty, Write.Waiting who) {
        submit(() -> {
            if (known != null) {
                known.add(entity);
            }
            long now = now();
            Incarnation incarnation = incarnations.of(entity, writer, now);
            long last = events.get(events.size() - 1).seq();
            incarnations.update(entity, empty ? incarnation.emptied(last) : incarnation.filled());
            int ttl = timeToLive(empty);
            return new Write.Events(
                    entity, events, incarnation.writer(), now, note, empty, incarnation.chunked(), ttl, who);
        });
    }

    /** A snapshot, or the first piece of one in {@code chunks} pieces. */
    void snapshot(String entity, long seq, long at, Payload payload, int chunks, Write.Waiting who) {
        if (emptiedAt(entity) > seq) {
            who.refused(new IllegalStateException(
                    entity + ": the snapshot at " + seq + " came after all before a later event was deleted"));
            return;
        }
        submit(() -> {
            Incarnation last = incarnations.last(entity);
            Incarnation now = last.with(last.chunked() || chunks > 1);
            incarnations.update(entity, seq > last.gone().to() ? now : now.without(Range.NONE));
            return new Write.Snapshot(entity, seq, last.writer(), at, payload, chunks, ttl(last), who);
        });
    }

    /** A further piece of the snapshot of that time. */
    void chunk(String entity, long seq, long at, int number, ByteBuffer piece, Write.Waiting who) {
        submit(() -> {
            Incarnation last = incarnations.last(entity);
            incarnations.update(entity, last.with(true));
            return new Write.Chunk(entity, seq, at, number, piece, ttl(last), who);
        });
    }

    void deleteEvents(String entity, long to, Write.Waiting who) {
        submit(() -> new Write.EventDeletion(entity, to, ttl(incarnations.last(entity)), who));
    }

    /** One range with the deletions before, where they touch: a tombstone for each would lie in the way of recovery. */
    void deleteSnapshots(String entity, long from, long to, Write.Waiting who) {
        submit(() -> {
            Incarnation last = incarnations.last(entity);
            Range gone = last.gone().extendedBy(new Range(from, to));
            incarnations.update(entity, last.without(gone));
            return new Write.SnapshotDeletion(entity, gone.from(), gone.to(), who);
        });
    }

    /**
     * What is written from now on is later than a row that was read, though that may be of a node whose clock is ahead.
     *
     * @param millis a time in the row
     * @param micros the timestamp of its write
     */
    synchronized void saw(long millis, long micros) {
        lastMillis = Math.max(lastMillis, millis);
        lastMicros = Math.max(lastMicros, micros);
    }

    /** The entity is read anew: who wrote it last is not known until it writes. */
    synchronized void recovering(String entity) {
        incarnations.forget(entity);
    }

    /**
     * Until {@link #forgetKnown}, all entities of the shard that write do it here. Those whose write is not yet in Cassandra
     * are known at once, since who reads the shard now may miss them.
     */
    synchronized void startKnowing(KnownEntities entities) {
        underWay.forEach(write -> entities.add(write.entity));
        waiting.forEach(write -> entities.add(write.entity));
        known = entities;
    }

    synchronized void forgetKnown(KnownEntities entities) {
        if (known == entities) {
            known = null;
        }
    }

    boolean mayExist(String entity) {
        KnownEntities entities = known;
        return entities == null || entities.mayExist(entity);
    }

    private synchronized long emptiedAt(String entity) {
        return incarnations.last(entity).emptiedAt();
    }

    private int ttl(Incarnation incarnation) {
        return timeToLive(incarnation.empty());
    }

    private int timeToLive(boolean empty) {
        return environment.settings().timeToLive(entityType, empty);
    }

    private long now() {
        lastMillis = Math.max(lastMillis, environment.clock().millis());
        return lastMillis;
    }

    private void submit(Supplier<Write> made) {
        Write write;
        List<Write> batch = List.of();
        boolean admitted;
        synchronized (this) {
            write = made.get();
            admitted = environment.admit(write.bytes());
            if (admitted) {
                waiting.add(write);
                if (!busy) {
                    busy = true;
                    batch = nextBatch();
                }
            }
        }
        if (!admitted) {
            write.waiting()
                    .refused(new IllegalStateException(
                            "more than " + environment.settings().maxWaitingBytes() + " bytes wait for Cassandra"));
        } else if (!batch.isEmpty()) {
            send(batch);
        }
    }

    /** The next write, and as many more as the limits allow. */
    private List<Write> nextBatch() {
        List<Write> batch = new ArrayList<>();
        Set<String> deleted = new HashSet<>();
        int bytes = 0;
        for (Write next = waiting.peek(); next != null; next = waiting.peek()) {
            bytes += next.bytes();
            boolean full = bytes > environment.settings().maxBatchBytes()
                    || batch.size() == environment.settings().maxBatchWrites();
            // All of a batch has one timestamp, at which a deletion outweighs what its entity wrote after it.
            if (!batch.isEmpty() && (full || deleted.contains(next.entity))) {
                break;
            }
            batch.add(waiting.remove());
            if (next.deletes()) {
                deleted.add(next.entity);
            }
        }
        underWay = batch;
        return batch;
    }

    private void send(List<Write> batch) {
        Supplier<CompletionStage<?>> statement;
        try {
            statement = environment.batch(partition, batch, micros());
        } catch (RuntimeException e) {
            refused(batch, e);
            return;
        }
        attempt(statement, batch, environment.settings().retryMin());
    }

    private synchronized long micros() {
        long clock = Math.max(lastMillis, environment.clock().millis()) * MICROS_IN_A_MILLI;
        lastMicros = Math.max(lastMicros + 1, clock);
        return lastMicros;
    }

    private void attempt(Supplier<CompletionStage<?>> statement, List<Write> batch, Duration pause) {
        CompletionStage<?> outcome;
        try {
            outcome = statement.get();
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        outcome.whenComplete((result, failure) -> {
            if (failure == null) {
                finish(batch, null);
            } else if (Outcome.isRefusal(failure)) {
                refused(batch, failure);
            } else {
                environment.stalled(this, failure);
                Duration next = pause.multipliedBy(2);
                Duration most = environment.settings().retryMax();
                environment.later(pause, () -> attempt(statement, batch, next.compareTo(most) < 0 ? next : most));
            }
        });
    }

    /** One bad write must not take the others with it. */
    private void refused(List<Write> batch, Throwable why) {
        if (batch.size() == 1) {
            finish(batch, why);
            return;
        }
        synchronized (this) {
            // Back to the front, one by one.
            List<Write> behind = new ArrayList<>(waiting);
            waiting.clear();
            waiting.addAll(batch);
            waiting.addAll(behind);
            alone = batch.size();
        }
        next();
    }

    /** Tells first: what an entity wrote in two batches is acknowledged in order. */
    private void finish(List<Write> batch, Throwable refusal) {
        environment.moved(this);
        for (Write write : batch) {
            environment.release(write.bytes());
            if (refusal == null) {
                write.waiting().written();
            } else {
                write.waiting().refused(refusal);
            }
        }
        next();
    }

    private void next() {
        List<Write> batch;
        synchronized (this) {
            if (waiting.isEmpty()) {
                underWay = List.of();
                busy = false;
                return;
            }
            if (alone > 0) {
                alone--;
                batch = List.of(waiting.remove());
                underWay = batch;
            } else {
                batch = nextBatch();
            }
        }
        send(batch);
    }
}
