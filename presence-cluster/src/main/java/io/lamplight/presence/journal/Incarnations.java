package io.lamplight.presence.journal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What a shard's writer remembers of the entities that wrote last. Bounded: one that was pushed out counts as a new
 * incarnation with its next write, which is later than all before and so does no harm.
 */
final class Incarnations {
    private static final int CAPACITY = 512;

    /** Sequence numbers from and to, both included. */
    record Range(long from, long to) {
        static final Range NONE = new Range(1, 0);

        /** Together with this if they touch and it is not the lower one; else the other alone. */
        Range extendedBy(Range next) {
            boolean goesOn = from <= to && next.from >= from && next.from <= to + 1;
            return goesOn ? new Range(from, Math.max(to, next.to)) : next;
        }
    }

    /**
     * @param empty whether its newest event left it with nothing
     * @param chunked whether its snapshot may be in more than one piece
     * @param emptiedAt sequence number of the newest event that left it with nothing, as far as is known here; else 0
     * @param gone sequence numbers whose snapshots were deleted here and not written since
     */
    record Incarnation(Write.Writer writer, boolean empty, boolean chunked, long emptiedAt, Range gone) {
        Incarnation with(boolean nowChunked) {
            return nowChunked == chunked ? this : new Incarnation(writer, empty, nowChunked, emptiedAt, gone);
        }

        /** After an event that leaves nothing; no piece of a snapshot is left either. */
        Incarnation emptied(long seq) {
            return new Incarnation(writer, true, false, seq, gone);
        }

        Incarnation filled() {
            return empty ? new Incarnation(writer, false, chunked, emptiedAt, gone) : this;
        }

        Incarnation without(Range deleted) {
            return new Incarnation(writer, empty, chunked, emptiedAt, deleted);
        }
    }

    private static final Write.Writer UNKNOWN = new Write.Writer(new UUID(0, 0), Long.MIN_VALUE);

    private final Map<String, Incarnation> latest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Incarnation> eldest) {
            return size() > CAPACITY;
        }
    };

    /** Whether a row tells which incarnation wrote it. */
    static boolean isKnown(EventRow row) {
        return row.since() != UNKNOWN.since();
    }

    /** The same as before for the same writer, else one that begins now. */
    Incarnation of(String entity, UUID writer, long now) {
        Incarnation last = latest.get(entity);
        if (last != null && last.writer().id().equals(writer)) {
            return last;
        }
        long since = last == null ? now : Math.max(now, last.writer().since() + 1);
        var next = new Incarnation(
                new Write.Writer(writer, since),
                false,
                last == null || last.chunked(),
                last == null ? 0 : last.emptiedAt(),
                last == null ? Range.NONE : last.gone());
        latest.put(entity, next);
        return next;
    }

    /** The one that wrote last, for what an entity stores without saying who it is. */
    Incarnation last(String entity) {
        return latest.getOrDefault(entity, new Incarnation(UNKNOWN, false, true, 0, Range.NONE));
    }

    /** It is being recovered: another node may have written since. */
    void forget(String entity) {
        latest.computeIfPresent(
                entity, (name, last) -> new Incarnation(UNKNOWN, false, true, last.emptiedAt(), Range.NONE));
    }

    void update(String entity, Incarnation incarnation) {
        if (!incarnation.writer().equals(UNKNOWN)) {
            latest.put(entity, incarnation);
        }
    }
}
