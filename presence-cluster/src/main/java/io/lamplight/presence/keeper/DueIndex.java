package io.lamplight.presence.keeper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The presentities of a shard that are out of memory, by id and by due time. Made for millions on a node: all in a few
 * arrays, no object for an entity, at most some 60 bytes beside the text of its id.
 *
 * <p>An entity has a slot: its place in the arrays of facts. Its id lies in {@code text}, two octets of length before it. A
 * hash table with open addressing finds the slot by id, a binary heap orders the slots by due time. Arrays that are full,
 * with living entries or with remains of removed ones, are made anew to measure, and so are those that are nearly empty.
 */
final class DueIndex {
    private static final int SMALLEST = 8;
    private static final int LENGTH_OCTETS = 2;
    private static final int FREE = -1;

    private byte[] text;
    private int textEnd;
    private int textLive;

    /** Where the id begins; of a free slot, the next free one. */
    private int[] at;

    private long[] due;
    private int[] publications;
    private int[] subscriptions;

    /** The slot's position in the heap, or FREE. */
    private int[] position;

    private int[] heap;

    /** Slot + 1 by hash; 0 where there is none. */
    private int[] table;

    private int size;
    private int slotsUsed;
    private int firstFree;
    private long allPublications;
    private long allSubscriptions;

    DueIndex() {
        allocate(SMALLEST, 0);
    }

    int size() {
        return size;
    }

    /** Live publications of all entities. */
    long publications() {
        return allPublications;
    }

    /** Live subscriptions of all entities. */
    long subscriptions() {
        return allSubscriptions;
    }

    /** The earliest due time, or {@code Long.MAX_VALUE} if nobody is here. */
    long nextDue() {
        return size == 0 ? Long.MAX_VALUE : due[heap[0]];
    }

    /** The id with the earliest due time. */
    Optional<String> first() {
        return size == 0 ? Optional.empty() : Optional.of(id(heap[0]));
    }

    /** Adds the entity, or gives it new facts. */
    void put(String id, long dueAt, int livePublications, int liveSubscriptions) {
        byte[] octets = octets(id);
        int slot = find(octets);
        if (slot == FREE) {
            slot = add(octets);
        } else {
            allPublications -= publications[slot];
            allSubscriptions -= subscriptions[slot];
        }
        publications[slot] = livePublications;
        subscriptions[slot] = liveSubscriptions;
        allPublications += livePublications;
        allSubscriptions += liveSubscriptions;
        move(slot, dueAt);
    }

    /** The earliest is due at {@code dueAt} instead. */
    void postponeFirst(long dueAt) {
        move(heap[0], dueAt);
    }

    /** Returns false if it was not here. */
    boolean remove(String id) {
        byte[] octets = octets(id);
        int slot = find(octets);
        if (slot == FREE) {
            return false;
        }
        allPublications -= publications[slot];
        allSubscriptions -= subscriptions[slot];
        unlink(slot, octets);
        int hole = position[slot];
        size--;
        if (hole != size) {
            int last = heap[size];
            place(last, hole);
            sift(last);
        }
        position[slot] = FREE;
        at[slot] = firstFree;
        firstFree = slot;
        textLive -= octets.length + LENGTH_OCTETS;
        if (size < at.length / 4 && at.length > SMALLEST) {
            rebuild(size, 0);
        }
        return true;
    }

    /** Octets of all arrays. */
    long footprint() {
        return text.length
                + (long) Integer.BYTES
                        * (at.length
                                + publications.length
                                + subscriptions.length
                                + position.length
                                + heap.length
                                + table.length)
                + (long) Long.BYTES * due.length;
    }

    private int add(byte[] octets) {
        int needed = octets.length + LENGTH_OCTETS;
        if (size == at.length || textEnd + needed > text.length) {
            rebuild(size + 1, needed);
        }
        int slot;
        if (firstFree == FREE) {
            slot = slotsUsed++;
        } else {
            slot = firstFree;
            firstFree = at[slot];
        }
        at[slot] = textEnd;
        text[textEnd] = (byte) (octets.length >>> Byte.SIZE);
        text[textEnd + 1] = (byte) octets.length;
        System.arraycopy(octets, 0, text, textEnd + LENGTH_OCTETS, octets.length);
        textEnd += needed;
        textLive += needed;
        link(slot, hash(text, at[slot] + LENGTH_OCTETS, octets.length));
        due[slot] = Long.MAX_VALUE;
        place(slot, size++);
        return slot;
    }

    /** Makes all arrays anew, for {@code entities} and {@code moreText} octets with some room to grow. */
    private void rebuild(int entities, int moreText) {
        byte[] oldText = text;
        int[] oldAt = at;
        long[] oldDue = due;
        int[] oldPublications = publications;
        int[] oldSubscriptions = subscriptions;
        int[] oldHeap = heap;
        allocate(Math.max(SMALLEST, withRoom(entities)), withRoom(textLive + moreText));
        for (int i = 0; i < size; i++) {
            int from = oldHeap[i];
            int length = length(oldText, oldAt[from]);
            at[i] = textEnd;
            System.arraycopy(oldText, oldAt[from], text, textEnd, length + LENGTH_OCTETS);
            textEnd += length + LENGTH_OCTETS;
            due[i] = oldDue[from];
            publications[i] = oldPublications[from];
            subscriptions[i] = oldSubscriptions[from];
            place(i, i);
            link(i, hash(text, at[i] + LENGTH_OCTETS, length));
        }
        slotsUsed = size;
    }

    private static int withRoom(int needed) {
        return Math.addExact(needed, needed / 4);
    }

    private void allocate(int entities, int octets) {
        text = new byte[octets];
        textEnd = 0;
        at = new int[entities];
        due = new long[entities];
        publications = new int[entities];
        subscriptions = new int[entities];
        position = new int[entities];
        Arrays.fill(position, FREE);
        heap = new int[entities];
        table = new int[Integer.highestOneBit(Math.max(1, entities + entities / 4)) * 2];
        slotsUsed = 0;
        firstFree = FREE;
    }

    private int find(byte[] octets) {
        int mask = table.length - 1;
        for (int i = hash(octets, 0, octets.length) & mask; table[i] != 0; i = (i + 1) & mask) {
            int slot = table[i] - 1;
            int begin = at[slot] + LENGTH_OCTETS;
            if (length(text, at[slot]) == octets.length
                    && Arrays.equals(text, begin, begin + octets.length, octets, 0, octets.length)) {
                return slot;
            }
        }
        return FREE;
    }

    private void link(int slot, int hash) {
        int mask = table.length - 1;
        int i = hash & mask;
        while (table[i] != 0) {
            i = (i + 1) & mask;
        }
        table[i] = slot + 1;
    }

    /** Closes the gap, so that no mark of the removed is needed. */
    private void unlink(int slot, byte[] octets) {
        int mask = table.length - 1;
        int gap = hash(octets, 0, octets.length) & mask;
        while (table[gap] != slot + 1) {
            gap = (gap + 1) & mask;
        }
        for (int i = (gap + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
            int other = table[i] - 1;
            int home = hash(text, at[other] + LENGTH_OCTETS, length(text, at[other])) & mask;
            if (((i - home) & mask) >= ((i - gap) & mask)) {
                table[gap] = table[i];
                gap = i;
            }
        }
        table[gap] = 0;
    }

    private void move(int slot, long dueAt) {
        due[slot] = dueAt;
        sift(slot);
    }

    private void sift(int slot) {
        int i = position[slot];
        while (i > 0 && due[slot] < due[heap[(i - 1) / 2]]) {
            place(heap[(i - 1) / 2], i);
            i = (i - 1) / 2;
        }
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && due[heap[child + 1]] < due[heap[child]]) {
                child++;
            }
            if (due[heap[child]] >= due[slot]) {
                break;
            }
            place(heap[child], i);
            i = child;
        }
        place(slot, i);
    }

    private void place(int slot, int i) {
        heap[i] = slot;
        position[slot] = i;
    }

    private String id(int slot) {
        return new String(text, at[slot] + LENGTH_OCTETS, length(text, at[slot]), StandardCharsets.UTF_8);
    }

    private static int length(byte[] text, int at) {
        return Byte.toUnsignedInt(text[at]) << Byte.SIZE | Byte.toUnsignedInt(text[at + 1]);
    }

    /** AORs are far shorter than 64 KiB, see {@code Aor.MAX_LENGTH}. */
    private static byte[] octets(String id) {
        byte[] octets = id.getBytes(StandardCharsets.UTF_8);
        if (octets.length > 0xFFFF) {
            throw new IllegalArgumentException("an id of " + octets.length + " octets");
        }
        return octets;
    }

    /** String's own polynomial, with the high bits mixed in: ids differ in few characters. */
    private static int hash(byte[] octets, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + octets[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 16;
    }
}
