package io.lamplight.edge.transport;

import io.lamplight.edge.metrics.ConnectionMetrics;
import io.lamplight.edge.metrics.ConnectionMetrics.Cap;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections there are, of all transports together, from the moment when they are accepted. */
public final class Caps {
    private static final int NETWORK = 8;

    private final int most;
    private final int mostPerAddress;
    private final ConnectionMetrics metrics;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<Object, Integer> byAddress = new ConcurrentHashMap<>();

    public Caps(int most, int mostPerAddress, ConnectionMetrics metrics) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
        this.metrics = metrics;
    }

    /** Whoever is let in leaves by {@link #leave}. */
    boolean enter(InetAddress address) {
        if (total.incrementAndGet() > most) {
            total.decrementAndGet();
            metrics.refused(Cap.TOTAL);
            return false;
        }
        if (byAddress.merge(source(address), 1, Integer::sum) > mostPerAddress) {
            leave(address);
            metrics.refused(Cap.ADDRESS);
            return false;
        }
        return true;
    }

    void leave(InetAddress address) {
        total.decrementAndGet();
        byAddress.computeIfPresent(source(address), (source, count) -> count == 1 ? null : count - 1);
    }

    /** Who has one IPv6 address has at least a network of them (RFC 6177). */
    private static Object source(InetAddress address) {
        return address instanceof Inet6Address ? ByteBuffer.wrap(address.getAddress(), 0, NETWORK) : address;
    }
}
