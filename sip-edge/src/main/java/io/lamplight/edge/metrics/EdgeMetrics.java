package io.lamplight.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/** The edge's meters, looked up once each so that counting is one addition. */
public final class EdgeMetrics {
    /** How a NOTIFY ended. */
    public enum Outcome {
        OK,
        FAILED,
        TIMEOUT,
        UNSENDABLE,
        SUPERSEDED,

        /** 401 or 407, for which there are no credentials. */
        CHALLENGED,

        /** Sent again to where a 3xx said. */
        REDIRECTED,

        /** A fault of ours. */
        FAULT
    }

    private static final String OTHER = "other";
    private static final int CODES = 700;

    private final MeterRegistry registry;
    private final Map<String, AtomicReferenceArray<Counter>> requests = new ConcurrentHashMap<>();
    private final Map<Outcome, Counter> notifies = new EnumMap<>(Outcome.class);
    private final Counter retransmits;
    private final Counter oversize;
    private final Counter unreadable;
    private final Counter faults;

    public EdgeMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            String value = outcome.name().toLowerCase(Locale.ROOT);
            notifies.put(outcome, registry.counter("lamplight.sip.notifies", "outcome", value));
        }
        retransmits = registry.counter("lamplight.sip.notify.retransmits");
        oversize = registry.counter("lamplight.sip.udp.oversize");
        faults = registry.counter("lamplight.sip.edge.faults");
        unreadable = registry.counter("lamplight.sip.unreadable");
    }

    /**
     * One request answered.
     *
     * @param method null for one that is not known: peers must not be able to make up label values
     */
    public void answered(String method, int code) {
        String label = method == null ? OTHER : method;
        AtomicReferenceArray<Counter> counters = requests.get(label);
        if (counters == null) {
            counters = requests.computeIfAbsent(label, name -> new AtomicReferenceArray<>(CODES));
        }
        Counter counter = counters.get(code);
        if (counter == null) {
            counter = requestCounter(label, code);
            counters.set(code, counter);
        }
        counter.increment();
    }

    private Counter requestCounter(String method, int code) {
        return registry.counter("lamplight.sip.requests", "method", method, "code", Integer.toString(code));
    }

    public void notified(Outcome outcome) {
        notifies.get(outcome).increment();
    }

    public void retransmitted() {
        retransmits.increment();
    }

    /** A NOTIFY too long for one datagram went by UDP all the same (TR-01). */
    public void oversized() {
        oversize.increment();
    }

    /** Something arrived that cannot even be answered. */
    public void unreadable() {
        unreadable.increment();
    }

    /** A command to this edge that could not be carried out, by a fault of ours. */
    public void faulty() {
        faults.increment();
    }

    /** Server transactions that wait for a presentity. */
    public void pending(Supplier<Number> count) {
        Gauge.builder("lamplight.sip.pending", count).register(registry);
    }

    /** NOTIFYs that wait for the one before. */
    public void waiting(Supplier<Number> count) {
        Gauge.builder("lamplight.sip.notify.waiting", count).register(registry);
    }
}
