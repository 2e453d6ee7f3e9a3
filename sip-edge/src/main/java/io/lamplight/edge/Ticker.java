package io.lamplight.edge;

import io.lamplight.edge.out.Notifier;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that turns the notifier's timers. */
final class Ticker {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final Notifier notifier;
    private final Thread thread = new Thread(this::run, "sip-timer");
    private volatile boolean stopped;

    private Ticker(Notifier notifier) {
        this.notifier = notifier;
    }

    static Ticker start(Notifier notifier) {
        Ticker ticker = new Ticker(notifier);
        ticker.thread.setDaemon(true);
        ticker.thread.start();
        return ticker;
    }

    private void run() {
        while (!stopped) {
            try {
                notifier.tick();
            } catch (RuntimeException e) {
                // Without timers no NOTIFY would be repeated any more.
                LOG.error("timer", e);
            }
            LockSupport.parkNanos(Notifier.TICK.toNanos());
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    void stop() {
        stopped = true;
    }
}
