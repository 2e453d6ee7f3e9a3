package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/** One change of one entity's rows, whole or not at all, with the one who waits for it. */
abstract class Write {
    /** For the statement around a payload: names, numbers, keys. */
    private static final int OVERHEAD = 200;

    /** Told once, in whatever thread the answer came. */
    interface Waiting {
        void written();

        void refused(Throwable why);
    }

    /** The first two columns of the partition key, encoded. */
    record Partition(ByteBuffer entityType, ByteBuffer shard) {
        static Partition of(String entityType, int shard) {
            return new Partition(Cells.encoded(entityType), Cells.encoded(shard));
        }
    }

    /** An event as it lies in its row. */
    record StoredEvent(long seq, Payload payload, String adapter) {}

    /**
     * An entity's incarnation (RATIONALE: two writers).
     *
     * @param since epoch milliseconds of its first write
     */
    record Writer(UUID id, long since) {}

    final String entity;
    private final int bytes;
    private final Waiting waiting;

    private Write(String entity, int bytes, Waiting waiting) {
        this.entity = entity;
        this.bytes = bytes + OVERHEAD;
        this.waiting = waiting;
    }

    final int bytes() {
        return bytes;
    }

    final Waiting waiting() {
        return waiting;
    }

    /** Whether it takes away rows of its entity: what the entity writes after it must bear a later timestamp. */
    boolean deletes() {
        return false;
    }

    abstract void bind(Statements statements, Partition partition, List<BatchableStatement<?>> into);

    /** Events that were persisted together, and the entity's head. */
    static final class Events extends Write {
        private final List<StoredEvent> events;
        private final Writer writer;
        private final long at;
        private final String note;
        private final boolean empty;
        private final boolean chunked;
        private final int ttlSeconds;

        /** With {@code empty} all that lies before goes, the pieces of a large snapshot too if there may be one. */
        Events(
                String entity,
                List<StoredEvent> events,
                Writer writer,
                long at,
                String note,
                boolean empty,
                boolean chunked,
                int ttlSeconds,
                Waiting waiting) {
            super(entity, events.stream().mapToInt(e -> e.payload().size()).sum(), waiting);
            this.events = events;
            this.writer = writer;
            this.at = at;
            this.note = note;
            this.empty = empty;
            this.chunked = chunked;
            this.ttlSeconds = ttlSeconds;
        }

        @Override
        boolean deletes() {
            return empty;
        }

        @Override
        void bind(Statements statements, Partition partition, List<BatchableStatement<?>> into) {
            for (StoredEvent event : events) {
                Payload payload = event.payload();
                into.add(new Cells(statements.insertEvent())
                        .add(partition.entityType())
                        .add(partition.shard())
                        .add(entity)
                        .add(event.seq())
                        .add(writer.id())
                        .add(writer.since())
                        .add(at)
                        .add(payload.serializer())
                        .addUnlessEmpty(payload.manifest())
                        .addUnlessEmpty(event.adapter())
                        .add(payload.bytes())
                        .add(ttlSeconds)
                        .done());
            }
            long last = events.get(events.size() - 1).seq();
            Cells head = new Cells(statements.insertHead())
                    .add(partition.entityType())
                    .add(partition.shard())
                    .add(entity)
                    .add(at)
                    .add(last)
                    .add(note);
            // Also so that no older note of a deletion outlives the head.
            into.add((empty ? head.add(last - 1) : head.skip()).add(ttlSeconds).done());
            if (empty) {
                into.add(deletion(statements.deleteEvents(), partition)
                        .add(last - 1)
                        .done());
                into.add(deletion(statements.deleteSnapshots(), partition)
                        .add(0L)
                        .add(last)
                        .done());
                if (chunked) {
                    into.add(deletion(statements.deleteChunks(), partition)
                            .add(0L)
                            .add(last)
                            .done());
                }
            }
        }
    }

    /** A snapshot's first piece, which makes the others count. */
    static final class Snapshot extends Write {
        private final long seq;
        private final Writer writer;
        private final long at;
        private final Payload payload;
        private final int chunks;
        private final int ttlSeconds;

        Snapshot(
                String entity,
                long seq,
                Writer writer,
                long at,
                Payload payload,
                int chunks,
                int ttlSeconds,
                Waiting waiting) {
            super(entity, payload.size(), waiting);
            this.seq = seq;
            this.writer = writer;
            this.at = at;
            this.payload = payload;
            this.chunks = chunks;
            this.ttlSeconds = ttlSeconds;
        }

        @Override
        void bind(Statements statements, Partition partition, List<BatchableStatement<?>> into) {
            into.add(new Cells(statements.insertSnapshot())
                    .add(partition.entityType())
                    .add(partition.shard())
                    .add(entity)
                    .add(seq)
                    .add(writer.id())
                    .add(writer.since())
                    .add(at)
                    .add(payload.serializer())
                    .addUnlessEmpty(payload.manifest())
                    .add(payload.bytes())
                    .add(chunks)
                    .add(ttlSeconds)
                    .done());
        }
    }

    /** A further piece of a snapshot, written before the first; belongs to the snapshot of that time. */
    static final class Chunk extends Write {
        private final long seq;
        private final long at;
        private final int number;
        private final ByteBuffer piece;
        private final int ttlSeconds;

        Chunk(String entity, long seq, long at, int number, ByteBuffer piece, int ttlSeconds, Waiting waiting) {
            super(entity, piece.remaining(), waiting);
            this.seq = seq;
            this.at = at;
            this.number = number;
            this.piece = piece;
            this.ttlSeconds = ttlSeconds;
        }

        @Override
        void bind(Statements statements, Partition partition, List<BatchableStatement<?>> into) {
            into.add(new Cells(statements.insertChunk())
                    .add(partition.entityType())
                    .add(partition.shard())
                    .add(entity)
                    .add(seq)
                    .add(new UUID(at, number))
                    .add(piece)
                    .add(ttlSeconds)
                    .done());
        }
    }

    /** Events up to a sequence number go. */
    static final class EventDeletion extends Write {
        private final long to;
        private final int ttlSeconds;

        EventDeletion(String entity, long to, int ttlSeconds, Waiting waiting) {
            super(entity, 0, waiting);
            this.to = to;
            this.ttlSeconds = ttlSeconds;
        }

        @Override
        boolean deletes() {
            return true;
        }

        @Override
        void bind(Statements statements, Partition partition, List<BatchableStatement<?>> into) {
            into.add(deletion(statements.deleteEvents(), partition).add(to).done());
            into.add(new Cells(statements.noteDeletion())
                    .add(ttlSeconds)
                    .add(to)
                    .add(partition.entityType())
                    .add(partition.shard())
                    .add(entity)
                    .done());
        }
    }

    /** Snapshots in a range of sequence numbers go. */
    static final class SnapshotDeletion extends Write {
        private final long from;
        private final long to;

        SnapshotDeletion(String entity, long from, long to, Waiting waiting) {
            super(entity, 0, waiting);
            this.from = from;
            this.to = to;
        }

        @Override
        boolean deletes() {
            return true;
        }

        @Override
        void bind(Statements statements, Partition partition, List<BatchableStatement<?>> into) {
            into.add(deletion(statements.deleteSnapshots(), partition)
                    .add(from)
                    .add(to)
                    .done());
            into.add(deletion(statements.deleteChunks(), partition)
                    .add(from)
                    .add(to)
                    .done());
        }
    }

    final Cells deletion(PreparedStatement statement, Partition partition) {
        return new Cells(statement)
                .add(partition.entityType())
                .add(partition.shard())
                .add(entity);
    }
}
