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
     */
    record Incarnation(Write.Writer writer, boolean empty, boolean chunked) {
        Incarnation with(boolean nowEmpty, boolean nowChunked) {
            return nowEmpty == empty && nowChunked == chunked ? this : new Incarnation(writer, nowEmpty, nowChunked);
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

    /** The same as before for the same writer, else one that begins now. */
    Incarnation of(String entity, UUID writer, long now) {
        Incarnation last = latest.get(entity);
        if (last != null && last.writer().id().equals(writer)) {
            return last;
        }
        long since = last == null ? now : Math.max(now, last.writer().since() + 1);
        var next = new Incarnation(new Write.Writer(writer, since), false, last == null || last.chunked());
        latest.put(entity, next);
        return next;
    }

    /** The one that wrote last, for what an entity stores without saying who it is. */
    Incarnation last(String entity) {
        return latest.getOrDefault(entity, new Incarnation(UNKNOWN, false, true));
    }

    void update(String entity, Incarnation incarnation) {
        if (!incarnation.writer().equals(UNKNOWN)) {
            latest.put(entity, incarnation);
        }
    }
}
