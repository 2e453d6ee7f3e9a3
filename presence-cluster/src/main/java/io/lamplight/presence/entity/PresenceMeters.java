package io.lamplight.presence.entity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the presentities of one node count. */
public final class PresenceMeters {
    private final AtomicLong entities = new AtomicLong();
    private final AtomicLong publications = new AtomicLong();
    private final AtomicLong subscriptions = new AtomicLong();
    private final Timer persist;
    private final Timer lateness;
    private final Counter recoveries;
    private final Counter tooLate;

    public PresenceMeters(MeterRegistry registry) {
        Gauge.builder("lamplight.presentities", entities, AtomicLong::get)
                .description("Presentities in memory on this node")
                .register(registry);
        Gauge.builder("lamplight.publications", publications, AtomicLong::get)
                .description("Live publications on this node")
                .register(registry);
        Gauge.builder("lamplight.subscriptions", subscriptions, AtomicLong::get)
                .description("Live subscriptions on this node")
                .register(registry);
        persist = Timer.builder("lamplight.persist")
                .description("From a command to the journal's word that it is kept")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        lateness = Timer.builder("lamplight.expiry.lateness")
                .description("How long after its time a publication or subscription ended")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        tooLate = Counter.builder("lamplight.presentity.too.late")
                .description("Requests that reached their presentity after the edge had given up, and were dropped")
                .register(registry);
        recoveries = Counter.builder("lamplight.presentity.recoveries")
                .description("Presentities that were read from the journal")
                .register(registry);
    }

    /** A presentity's share of the gauges moves from {@code before} to {@code after}. */
    void moved(PresentityState before, PresentityState after) {
        add(publications, count(after, true) - count(before, true));
        add(subscriptions, count(after, false) - count(before, false));
    }

    void started(PresentityState recovered) {
        entities.incrementAndGet();
        recoveries.increment();
        moved(PresentityState.EMPTY, recovered);
    }

    void stopped(PresentityState last) {
        entities.decrementAndGet();
        moved(last, PresentityState.EMPTY);
    }

    void persisted(long nanos) {
        persist.record(nanos, TimeUnit.NANOSECONDS);
    }

    void tooLate() {
        tooLate.increment();
    }

    void late(long millis) {
        lateness.record(Duration.ofMillis(Math.max(0, millis)));
    }

    private static void add(AtomicLong gauge, long difference) {
        if (difference != 0) {
            gauge.addAndGet(difference);
        }
    }

    private static long count(PresentityState state, boolean publications) {
        long sum = 0;
        for (PackageState pack : state.packages().values()) {
            sum += publications
                    ? pack.publications().size()
                    : pack.subscriptions().size();
        }
        return sum;
    }
}
