package io.lamplight.presence.journal;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What one query found for an entity, between the two questions in which Pekko recovers it: first for the snapshot, then
 * for the events. Bounded in number and time; what is not here is read again.
 */
final class Recoveries {
    static final int CAPACITY = 4096;
    /** The second question follows the first at once, and what an entity left lying that gave up may be untrue by then. */
    static final Duration LIFE = Duration.ofSeconds(10);

    private record Waiting(Recovered recovered, long since) {}

    private final LongSupplier nanoTime;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    Recoveries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void put(String persistenceId, Recovered recovered) {
        long now = nanoTime.getAsLong();
        // Removed first, so that the order stays that of their age.
        waiting.remove(persistenceId);
        Iterator<Waiting> eldest = waiting.values().iterator();
        while (eldest.hasNext()) {
            if (!isOver(eldest.next(), now) && waiting.size() < CAPACITY) {
                break;
            }
            eldest.remove();
        }
        waiting.put(persistenceId, new Waiting(recovered, now));
    }

    /** Gone after that, and null when there is none. */
    synchronized Recovered take(String persistenceId) {
        Waiting found = waiting.remove(persistenceId);
        return found == null || isOver(found, nanoTime.getAsLong()) ? null : found.recovered();
    }

    private static boolean isOver(Waiting one, long now) {
        return now - one.since() > LIFE.toNanos();
    }
}
