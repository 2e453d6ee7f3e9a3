package io.lamplight.edge.in;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A bounded map whose entries live at least a given time unless too many come, and then the oldest go first. A cache
 * with an admission policy would refuse the newest when full, which are the ones that retransmissions ask for.
 */
final class Generations<K, V> {
    private static final int COUNT = 3;

    private final long period;
    private final int perGeneration;
    private final LongSupplier millis;
    private volatile State<K, V> state;

    private record State<K, V>(
            ConcurrentHashMap<K, V> young, ConcurrentHashMap<K, V> middle, ConcurrentHashMap<K, V> old, long since) {}

    Generations(long ttlMillis, int limit, LongSupplier millis) {
        this.period = ttlMillis / (COUNT - 1);
        this.perGeneration = Math.max(1, limit / COUNT);
        this.millis = millis;
        this.state =
                new State<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), now());
    }

    private long now() {
        return millis.getAsLong();
    }

    /** The value that was there before, or null. */
    V putIfAbsent(K key, V value) {
        State<K, V> current = current();
        V before = current.old.get(key);
        if (before == null) {
            before = current.middle.get(key);
        }
        return before == null ? current.young.putIfAbsent(key, value) : before;
    }

    long size() {
        State<K, V> current = state;
        return current.young.mappingCount() + current.middle.mappingCount() + current.old.mappingCount();
    }

    private State<K, V> current() {
        State<K, V> seen = state;
        if (!isDue(seen)) {
            return seen;
        }
        synchronized (this) {
            State<K, V> now = state;
            if (isDue(now)) {
                now = new State<>(new ConcurrentHashMap<>(), now.young, now.middle, now());
                state = now;
            }
            return now;
        }
    }

    private boolean isDue(State<K, V> seen) {
        return now() - seen.since >= period || seen.young.mappingCount() >= perGeneration;
    }
}
