package io.lamplight.edge.out;

import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.transport.Transports;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What every NOTIFY transaction works with.
 *
 * @param maxDatagram longer requests try TCP first
 * @param millis monotonic, for timers
 * @param clock for what is left of a subscription
 */
record Sending(
        Transports transports,
        Function<String, CompletionStage<InetAddress>> resolver,
        Refusals refusals,
        TimerWheel wheel,
        EdgeMetrics metrics,
        int maxDatagram,
        LongSupplier millis,
        InstantSource clock,
        Ended ended) {
    /** Told of each transaction's end, once, in one of these ways. */
    interface Ended {
        /** Over, with the final response's code, or one that stands for it; below 300 there is nothing to report. */
        void ended(NotifyTransaction transaction, int code, int retryAfter);

        /** To be sent elsewhere. */
        void redirected(NotifyTransaction transaction, Due due);
    }
}
