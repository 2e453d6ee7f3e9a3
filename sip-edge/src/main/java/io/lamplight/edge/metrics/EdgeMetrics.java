package io.lamplight.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The edge's meters, looked up once each so that counting is one addition. */
public final class EdgeMetrics {
    /** How a NOTIFY ended. */
    public enum Outcome {
        OK,
        FAILED,
        TIMEOUT,
        UNSENDABLE,
        SUPERSEDED
    }

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<String, Map<Integer, Counter>> requests = new ConcurrentHashMap<>();
    private final Map<Outcome, Counter> notifies = new EnumMap<>(Outcome.class);
    private final Counter retransmits;
    private final Counter oversize;
    private final Counter unreadable;

    public EdgeMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            String value = outcome.name().toLowerCase(Locale.ROOT);
            notifies.put(outcome, registry.counter("lamplight.sip.notifies", "outcome", value));
        }
        retransmits = registry.counter("lamplight.sip.notify.retransmits");
        oversize = registry.counter("lamplight.sip.udp.oversize");
        unreadable = registry.counter("lamplight.sip.unreadable");
    }

    /**
     * One request answered.
     *
     * @param method null for one that is not known: peers must not be able to make up label values
     */
    public void answered(String method, int code) {
        requests.computeIfAbsent(method == null ? OTHER : method, name -> new ConcurrentHashMap<>())
                .computeIfAbsent(code, value -> requestCounter(method == null ? OTHER : method, value))
                .increment();
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

    /** Server transactions that wait for a presentity. */
    public void pending(Supplier<Number> count) {
        Gauge.builder("lamplight.sip.pending", count).register(registry);
    }

    /** NOTIFYs that wait for the one before. */
    public void waiting(Supplier<Number> count) {
        Gauge.builder("lamplight.sip.notify.waiting", count).register(registry);
    }
}
