package io.lamplight.edge.in;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * A bounded map whose entries live at least a given time unless too many come, and then the oldest go first. A cache
 * with an admission policy would refuse the newest when full, which are the ones that retransmissions ask for. Keys are
 * hashes already, and lie in plain arrays: an entry costs no object of its own. Safe for all threads.
 */
final class Generations<V> {
    private static final int COUNT = 3;
    private static final int SMALLEST = 64;

    private final long period;
    private final int perGeneration;
    private final LongSupplier millis;

    /** Which place a key gets is our secret, so that nobody can have all keys want the same one. */
    private final long spread = ThreadLocalRandom.current().nextLong() | 1;

    private Table<V> young = new Table<>(SMALLEST);
    private Table<V> middle = new Table<>(SMALLEST);
    private Table<V> old = new Table<>(SMALLEST);
    private long since;

    Generations(long ttlMillis, int limit, LongSupplier millis) {
        this.period = ttlMillis / (COUNT - 1);
        this.perGeneration = Math.max(1, limit / COUNT);
        this.millis = millis;
        this.since = millis.getAsLong();
    }

    /** Open addressing, at most half full. */
    private static final class Table<V> {
        private final int shift;
        private final long[] keys;
        private final Object[] values;
        private int size;

        Table(int capacity) {
            this.shift = Long.SIZE - Integer.numberOfTrailingZeros(capacity);
            this.keys = new long[capacity];
            this.values = new Object[capacity];
        }

        /** Where the key is, or where it would be. */
        int place(long key, long spread) {
            int at = (int) (key * spread >>> shift);
            while (values[at] != null && keys[at] != key) {
                at = at + 1 & keys.length - 1;
            }
            return at;
        }

        @SuppressWarnings("unchecked")
        V get(long key, long spread) {
            return (V) values[place(key, spread)];
        }

        void put(long key, V value, long spread) {
            int at = place(key, spread);
            size += values[at] == null ? 1 : 0;
            keys[at] = key;
            values[at] = value;
        }

        boolean isFull() {
            return 2 * size >= keys.length;
        }

        Table<V> doubled(long spread) {
            Table<V> larger = new Table<>(2 * keys.length);
            for (int i = 0; i < keys.length; i++) {
                if (values[i] != null) {
                    larger.putFrom(this, i, spread);
                }
            }
            return larger;
        }

        @SuppressWarnings("unchecked")
        private void putFrom(Table<V> smaller, int at, long spread) {
            put(smaller.keys[at], (V) smaller.values[at], spread);
        }
    }

    /** The value that was there before, or null. */
    synchronized V putIfAbsent(long key, V value) {
        turn();
        V before = old.get(key, spread);
        if (before == null) {
            before = middle.get(key, spread);
        }
        if (before == null) {
            before = young.get(key, spread);
        }
        if (before == null) {
            if (young.isFull()) {
                young = young.doubled(spread);
            }
            young.put(key, value, spread);
        }
        return before;
    }

    synchronized long size() {
        return (long) young.size + middle.size + old.size;
    }

    private void turn() {
        long now = millis.getAsLong();
        if (now - since >= period || young.size >= perGeneration) {
            since = now;
            old = middle;
            middle = young;
            // As large as the last one came to need, so that nothing is moved while the load stays as it is.
            int capacity = middle.keys.length;
            young = new Table<>(Math.max(SMALLEST, 8 * middle.size < capacity ? capacity / 2 : capacity));
        }
    }
}
