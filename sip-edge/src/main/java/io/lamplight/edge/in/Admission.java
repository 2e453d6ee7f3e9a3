package io.lamplight.edge.in;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests may wait for presentities at once (SUB-27): beyond it new work is refused first. */
final class Admission {
    private final int limit;
    private final int refreshLimit;
    private final AtomicInteger pending = new AtomicInteger();

    Admission(int limit) {
        this.limit = limit;
        this.refreshLimit = limit + limit / 5;
    }

    /** Whoever is let in leaves by {@link #leave}. */
    boolean enter(boolean refresh) {
        if (pending.incrementAndGet() > (refresh ? refreshLimit : limit)) {
            pending.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        pending.decrementAndGet();
    }

    int pending() {
        return pending.get();
    }
}
