package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import io.lamplight.presence.journal.Incarnations.Incarnation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;

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
    private final JournalStore store;
    private final Write.Partition partition;
    private final Queue<Write> waiting = new ArrayDeque<>();
    private final Incarnations incarnations = new Incarnations();
    private boolean busy;
    private int alone;
    private long lastMillis;
    private long lastMicros;
    private volatile KnownEntities known;

    ShardWriter(JournalStore store, String entityType, int shard) {
        this.store = store;
        this.partition = Write.Partition.of(entityType, shard);
    }

    Write.Partition partition() {
        return partition;
    }

    /** Events that were persisted together; {@code note} goes to the entity's head. */
    void events(
            String entity, UUID writer, List<Write.StoredEvent> events, String note, boolean empty, Write.Waiting who) {
        KnownEntities entities = known;
        if (entities != null) {
            entities.add(entity);
        }
        submit(() -> {
            long now = now();
            Incarnation incarnation = incarnations.of(entity, writer, now);
            incarnations.update(entity, incarnation.with(empty, incarnation.chunked() && !empty));
            int ttl = empty ? store.forgetAfterSeconds() : 0;
            return new Write.Events(
                    entity, events, incarnation.writer(), now, note, empty, incarnation.chunked(), ttl, who);
        });
    }

    /** A snapshot, or the first piece of one in {@code chunks} pieces. */
    void snapshot(String entity, long seq, long at, Payload payload, int chunks, Write.Waiting who) {
        submit(() -> {
            Incarnation last = incarnations.last(entity);
            incarnations.update(entity, last.with(last.empty(), last.chunked() || chunks > 1));
            return new Write.Snapshot(entity, seq, last.writer(), at, payload, chunks, ttl(last), who);
        });
    }

    void chunk(String entity, long seq, int number, ByteBuffer piece, Write.Waiting who) {
        submit(() -> new Write.Chunk(entity, seq, number, piece, ttl(incarnations.last(entity)), who));
    }

    void deleteEvents(String entity, long to, Write.Waiting who) {
        submit(() -> new Write.EventDeletion(entity, to, ttl(incarnations.last(entity)), who));
    }

    void deleteSnapshots(String entity, long from, long to, Write.Waiting who) {
        submit(() -> new Write.SnapshotDeletion(entity, from, to, who));
    }

    /** Times of this shard's rows never go back, though it may have been written by a node whose clock is ahead. */
    synchronized void sawTime(long millis) {
        lastMillis = Math.max(lastMillis, millis);
    }

    /** Until {@link #forgetKnown}, all entities of the shard that write do it here. */
    void startKnowing(KnownEntities entities) {
        known = entities;
    }

    void forgetKnown(KnownEntities entities) {
        synchronized (this) {
            if (known == entities) {
                known = null;
            }
        }
    }

    boolean mayExist(String entity) {
        KnownEntities entities = known;
        return entities == null || entities.mayExist(entity);
    }

    private int ttl(Incarnation incarnation) {
        return incarnation.empty() ? store.forgetAfterSeconds() : 0;
    }

    private long now() {
        lastMillis = Math.max(lastMillis, store.clock().millis());
        return lastMillis;
    }

    private interface Made {
        Write write();
    }

    private void submit(Made made) {
        Write write;
        List<Write> batch;
        synchronized (this) {
            write = made.write();
            if (store.admit(write.bytes())) {
                waiting.add(write);
                if (busy) {
                    return;
                }
                busy = true;
                batch = nextBatch();
            } else {
                batch = null;
            }
        }
        if (batch == null) {
            write.waiting().refused(store.tooMuchWaiting());
        } else {
            send(batch);
        }
    }

    /** At least one, and as many more as the limits allow. */
    private List<Write> nextBatch() {
        List<Write> batch = new ArrayList<>();
        int bytes = 0;
        for (Write next = waiting.peek(); next != null; next = waiting.peek()) {
            bytes += next.bytes();
            boolean full = bytes > store.settings().maxBatchBytes()
                    || batch.size() == store.settings().maxBatchWrites();
            if (full && !batch.isEmpty()) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    private void send(List<Write> batch) {
        List<BatchableStatement<?>> statements = new ArrayList<>(batch.size() * 2);
        try {
            for (Write write : batch) {
                write.bind(store.statements(), partition, statements);
            }
        } catch (RuntimeException e) {
            refused(batch, e);
            return;
        }
        BatchStatement statement = BatchStatement.newInstance(DefaultBatchType.UNLOGGED, statements)
                .setQueryTimestamp(micros())
                .setRoutingKeyspace(store.keyspace())
                .setRoutingKey(partition.entityType(), partition.shard())
                .setConsistencyLevel(store.consistency())
                .setIdempotent(true);
        store.meters().batch(batch.size());
        attempt(statement, batch, store.settings().retryMin());
    }

    private synchronized long micros() {
        lastMicros = Math.max(lastMicros + 1, Math.max(lastMillis, store.clock().millis()) * 1000);
        return lastMicros;
    }

    private void attempt(BatchStatement statement, List<Write> batch, Duration pause) {
        store.session().executeAsync(statement).whenComplete((result, failure) -> {
            if (failure == null) {
                finish(batch, null);
            } else if (Outcome.isRefusal(failure)) {
                refused(batch, failure);
            } else {
                store.stalled(this, failure);
                Duration next = pause.multipliedBy(2);
                Duration most = store.settings().retryMax();
                store.later(pause, () -> attempt(statement, batch, next.compareTo(most) < 0 ? next : most));
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

    private void finish(List<Write> batch, Throwable refusal) {
        store.moved(this);
        for (Write write : batch) {
            store.release(write.bytes());
        }
        next();
        for (Write write : batch) {
            if (refusal == null) {
                write.waiting().written();
            } else {
                write.waiting().refused(refusal);
            }
        }
    }

    private void next() {
        List<Write> batch;
        synchronized (this) {
            if (waiting.isEmpty()) {
                busy = false;
                return;
            }
            if (alone > 0) {
                alone--;
                batch = List.of(waiting.remove());
            } else {
                batch = nextBatch();
            }
        }
        send(batch);
    }
}
