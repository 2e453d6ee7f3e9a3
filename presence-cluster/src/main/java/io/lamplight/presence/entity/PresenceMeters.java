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
    private final AtomicLong asleep = new AtomicLong();
    private final AtomicLong publications = new AtomicLong();
    private final AtomicLong subscriptions = new AtomicLong();
    private final Timer persist;
    private final Timer lateness;
    private final Counter recoveries;
    private final Counter tooLate;
    private final Counter wakes;

    public PresenceMeters(MeterRegistry registry) {
        Gauge.builder("lamplight.presentities", entities, AtomicLong::get)
                .description("Presentities in memory on this node")
                .register(registry);
        Gauge.builder("lamplight.presentities.asleep", asleep, AtomicLong::get)
                .description("Presentities of this node's shards that are in the journal only")
                .register(registry);
        Gauge.builder("lamplight.publications", publications, AtomicLong::get)
                .description("Live publications in this node's shards")
                .register(registry);
        Gauge.builder("lamplight.subscriptions", subscriptions, AtomicLong::get)
                .description("Live subscriptions in this node's shards")
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
        wakes = Counter.builder("lamplight.presentity.wakes")
                .description(
                        "Presentities that were told to come into memory, since something falls due or may be lost")
                .register(registry);
        recoveries = Counter.builder("lamplight.presentity.recoveries")
                .description("Presentities that were read from the journal")
                .register(registry);
    }

    /** A presentity's share of the gauges moves from {@code before} to {@code after}. */
    void moved(PresentityState before, PresentityState after) {
        add(publications, after.livePublications() - before.livePublications());
        add(subscriptions, after.liveSubscriptions() - before.liveSubscriptions());
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

    /**
     * The share of those asleep in this node's shards changes by so much; they count among the live publications and
     * subscriptions as those in memory do.
     */
    public void asleep(int presentities, int livePublications, int liveSubscriptions) {
        add(asleep, presentities);
        add(publications, livePublications);
        add(subscriptions, liveSubscriptions);
    }

    /** A keeper has woken a presentity. */
    public void woken() {
        wakes.increment();
    }

    void late(long millis) {
        lateness.record(Duration.ofMillis(Math.max(0, millis)));
    }

    private static void add(AtomicLong gauge, int difference) {
        if (difference != 0) {
            gauge.addAndGet(difference);
        }
    }
}
