package io.lamplight.edge.out;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Destinations that took no TCP connection lately, so that not each long NOTIFY pays for finding out (TR-01). */
final class Refusals {
    private static final int MAX_ADDRESSES = 100_000;

    private final Cache<InetSocketAddress, Boolean> refused;

    Refusals(Duration kept, LongSupplier millis) {
        refused = Caffeine.newBuilder()
                .expireAfterWrite(kept)
                .maximumSize(MAX_ADDRESSES)
                .ticker(() -> millis.getAsLong() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    boolean contains(InetSocketAddress address) {
        return refused.getIfPresent(address) != null;
    }

    void add(InetSocketAddress address) {
        refused.put(address, true);
    }
}
