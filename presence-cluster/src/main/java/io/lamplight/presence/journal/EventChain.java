package io.lamplight.presence.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events of an entity in order, each once. Two incarnations may have written the same sequence number: when an
 * acknowledgement was lost and the write came up later, or when the cluster was split and both halves had the entity. The
 * later incarnation is right from there on, since it went on after the other was given up.
 *
 * @param discarded rows of incarnations that were not right
 */
record EventChain(List<EventRow> events, List<EventRow> discarded) {
    /** A total order, so that of two that began in one millisecond the same one is later everywhere. */
    private static final Comparator<EventRow> LATER =
            Comparator.comparingLong(EventRow::since).thenComparing(EventRow::writer);

    /** An event is missing. */
    static final class GapException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        GapException(long expected, long found) {
            super("event " + expected + " is missing before " + found);
        }
    }

    /**
     * Sorts out what was read.
     *
     * @param rows in any order, all with higher sequence numbers than the snapshot
     * @param snapshot null if there is none
     * @throws GapException if a sequence number between the first and the last has no event
     */
    static EventChain of(List<EventRow> rows, EventRow snapshot) {
        TreeMap<Long, List<EventRow>> bySeq = new TreeMap<>();
        rows.forEach(row ->
                bySeq.computeIfAbsent(row.seq(), seq -> new ArrayList<>(1)).add(row));
        List<EventRow> events = new ArrayList<>(rows.size());
        List<EventRow> discarded = new ArrayList<>(0);
        EventRow last = snapshot;
        for (Map.Entry<Long, List<EventRow>> entry : bySeq.entrySet()) {
            EventRow before = last;
            EventRow right = entry.getValue().stream()
                    .filter(row -> before == null || mayFollow(row, before))
                    .max(LATER)
                    .orElse(null);
            entry.getValue().stream().filter(row -> !row.equals(right)).forEach(discarded::add);
            if (right != null) {
                if (before != null && right.seq() != before.seq() + 1) {
                    throw new GapException(before.seq() + 1, right.seq());
                }
                events.add(right);
                last = right;
            }
        }
        return new EventChain(events, discarded);
    }

    private static boolean mayFollow(EventRow row, EventRow before) {
        return row.writer().equals(before.writer()) || LATER.compare(row, before) > 0;
    }

    /**
     * The snapshot to recover from: the highest, but one of an earlier incarnation than that of a lower snapshot was
     * written by one who had been given up. Of two at one sequence number, that of the later incarnation; saved twice by
     * one, or by nobody knows whom, the one that was written last.
     *
     * @param rows highest sequence number first
     * @return null if there are none
     */
    static EventRow newest(List<EventRow> rows) {
        EventRow best = null;
        for (EventRow row : rows) {
            best = best == null || isBetter(row, best) ? row : best;
        }
        return best;
    }

    /** For a row that does not lie above {@code best}. */
    private static boolean isBetter(EventRow row, EventRow best) {
        if (row.seq() < best.seq()) {
            return Incarnations.isKnown(best) && row.since() > best.since();
        }
        boolean ranked = Incarnations.isKnown(best) && Incarnations.isKnown(row) && row.since() != best.since();
        return ranked ? row.since() > best.since() : row.stamp() > best.stamp();
    }
}
