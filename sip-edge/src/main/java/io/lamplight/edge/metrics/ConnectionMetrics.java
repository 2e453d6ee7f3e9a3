package io.lamplight.edge.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Meters of what is carried by connections. */
public final class ConnectionMetrics {
    /** Which limit turned a connection away. */
    public enum Cap {
        TOTAL,
        ADDRESS
    }

    /** Why a connection was ended by us. */
    public enum Cut {
        /** TLS handshake or HTTP upgrade took too long. */
        HANDSHAKE,

        /** A message took too long. */
        MESSAGE,

        /** The peer does not read what is sent to it. */
        NOT_READING,

        /** What came cannot be cut into messages. */
        FRAMING,

        /** Silence. */
        IDLE
    }

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<String, Counter> failedHandshakes = new ConcurrentHashMap<>();
    private final Map<Cap, Counter> refused = new EnumMap<>(Cap.class);
    private final Map<Cut, Counter> cuts = new EnumMap<>(Cut.class);

    public ConnectionMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Cap cap : Cap.values()) {
            refused.put(cap, registry.counter("lamplight.sip.connections.refused", "cap", label(cap)));
        }
        for (Cut cut : Cut.values()) {
            cuts.put(cut, registry.counter("lamplight.sip.connections.cut", "reason", label(cut)));
        }
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Connections of one transport that carry messages; counted by whoever asks. */
    public AtomicInteger open(String transport) {
        return open.computeIfAbsent(transport, name -> {
            AtomicInteger count = new AtomicInteger();
            Gauge.builder("lamplight.sip.connections", count, AtomicInteger::get)
                    .tag("transport", name)
                    .register(registry);
            handshakes(name);
            return count;
        });
    }

    /** A TLS handshake or an HTTP upgrade that the peer or we could not accept. */
    public void handshakeFailed(String transport) {
        handshakes(transport).increment();
    }

    private Counter handshakes(String transport) {
        return failedHandshakes.computeIfAbsent(
                transport, name -> registry.counter("lamplight.sip.handshakes.failed", "transport", name));
    }

    public void refused(Cap cap) {
        refused.get(cap).increment();
    }

    public void cut(Cut cut) {
        cuts.get(cut).increment();
    }
}
