package io.lamplight.presence.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one query found for an entity, between the two questions in which Pekko recovers it: first for the snapshot, then
 * for the events. Bounded; what was pushed out is read again.
 */
final class Recoveries {
    private static final int CAPACITY = 4096;

    private final Map<String, Recovered> waiting = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Recovered> eldest) {
            return size() > CAPACITY;
        }
    };

    synchronized void put(String persistenceId, Recovered recovered) {
        waiting.put(persistenceId, recovered);
    }

    /** Gone after that, and null when there is none. */
    synchronized Recovered take(String persistenceId) {
        return waiting.remove(persistenceId);
    }
}
