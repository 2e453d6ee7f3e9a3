package io.lamplight.presence.journal;

/**
 * Which entities of a shard may have rows, as hashes: no query is needed for one that is not among them. Two names with
 * one hash cost a query, no more. About twelve bytes for each.
 */
final class KnownEntities {
    private static final int INITIAL = 64;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private long[] table = new long[INITIAL];
    private int size;
    private boolean complete;

    synchronized void add(String entity) {
        if (insert(table, hash(entity))) {
            size++;
            if (size * 4 > table.length * 3) {
                grow();
            }
        }
    }

    /** From now on what is not here does not exist. */
    synchronized void complete() {
        complete = true;
    }

    synchronized boolean mayExist(String entity) {
        if (!complete) {
            return true;
        }
        long hash = hash(entity);
        for (int i = slot(hash, table.length); table[i] != 0; i = (i + 1) & (table.length - 1)) {
            if (table[i] == hash) {
                return true;
            }
        }
        return false;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        for (long hash : table) {
            if (hash != 0) {
                insert(larger, hash);
            }
        }
        table = larger;
    }

    private static boolean insert(long[] into, long hash) {
        int i = slot(hash, into.length);
        while (into[i] != 0) {
            if (into[i] == hash) {
                return false;
            }
            i = (i + 1) & (into.length - 1);
        }
        into[i] = hash;
        return true;
    }

    private static int slot(long hash, int length) {
        return (int) (hash >>> 32) & (length - 1);
    }

    /** FNV-1a over the characters, mixed; never 0, which marks a free slot. */
    private static long hash(String entity) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < entity.length(); i++) {
            hash = (hash ^ entity.charAt(i)) * FNV_PRIME;
        }
        hash ^= hash >>> 29;
        hash *= 0xbf58476d1ce4e5b9L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }
}
