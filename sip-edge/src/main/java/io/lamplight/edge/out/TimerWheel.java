package io.lamplight.edge.out;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * A hashed timer wheel without cancelling: what has ended says so when its turn comes. Whoever adds pays one queue
 * operation, whatever the number of timers.
 */
final class TimerWheel {
    static final long TICK_MILLIS = 50;

    /** 6.4 s: more than T2, and what is due later is simply looked at in between. */
    private static final int SLOTS = 128;

    /** One that wants to be looked at. */
    interface Timed {
        /**
         * Does what is due.
         *
         * @return when to come again, in milliseconds; not positive if never
         */
        long tick(long now);
    }

    private final List<Queue<Timed>> slots;
    private long turned;

    TimerWheel(long now) {
        slots = Stream.<Queue<Timed>>generate(ConcurrentLinkedQueue::new)
                .limit(SLOTS)
                .toList();
        turned = now / TICK_MILLIS;
    }

    void add(Timed timed, long now, long due) {
        long tick = Math.min(due / TICK_MILLIS + 1, now / TICK_MILLIS + SLOTS - 2);
        slots.get((int) (tick % SLOTS)).add(timed);
    }

    /** Called by one thread. */
    void turn(long now) {
        long until = now / TICK_MILLIS;
        long from = Math.max(turned + 1, until - SLOTS + 1);
        for (long tick = from; tick <= until; tick++) {
            for (Timed timed : drained(slots.get((int) (tick % SLOTS)))) {
                long next = timed.tick(now);
                if (next > 0) {
                    add(timed, now, next);
                }
            }
        }
        turned = Math.max(turned, until);
    }

    /** The queue stays where it is: what is added by a thread that slept meanwhile comes a turn late, but it comes. */
    private static List<Timed> drained(Queue<Timed> queue) {
        List<Timed> due = new ArrayList<>();
        for (Timed timed = queue.poll(); timed != null; timed = queue.poll()) {
            due.add(timed);
        }
        return due;
    }
}
