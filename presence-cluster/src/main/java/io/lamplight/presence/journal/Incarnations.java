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

    /**
     * @param empty whether its newest event left it with nothing
     * @param chunked whether its snapshot may be in more than one piece
     * @param emptiedAt sequence number of the newest event that left it with nothing, as far as is known here; else 0
     */
    record Incarnation(Write.Writer writer, boolean empty, boolean chunked, long emptiedAt) {
        Incarnation with(boolean nowChunked) {
            return nowChunked == chunked ? this : new Incarnation(writer, empty, nowChunked, emptiedAt);
        }

        /** After an event that leaves nothing; no piece of a snapshot is left either. */
        Incarnation emptied(long seq) {
            return new Incarnation(writer, true, false, seq);
        }

        Incarnation filled() {
            return empty ? new Incarnation(writer, false, chunked, emptiedAt) : this;
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
                last == null ? 0 : last.emptiedAt());
        latest.put(entity, next);
        return next;
    }

    /** The one that wrote last, for what an entity stores without saying who it is. */
    Incarnation last(String entity) {
        return latest.getOrDefault(entity, new Incarnation(UNKNOWN, false, true, 0));
    }

    /** It is being recovered: another node may have written since. */
    void forget(String entity) {
        latest.computeIfPresent(entity, (name, last) -> new Incarnation(UNKNOWN, false, true, last.emptiedAt()));
    }

    void update(String entity, Incarnation incarnation) {
        if (!incarnation.writer().equals(UNKNOWN)) {
            latest.put(entity, incarnation);
        }
    }
}
