package io.lamplight.edge.transport;

import io.lamplight.edge.metrics.ConnectionMetrics.Cut;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One deadline of a connection; used in its event loop only. Whoever sends octet by octet holds us up no longer than it. */
final class Haste {
    private final Duration limit;
    private final Cut reason;
    private final Consumer<Cut> cut;
    private Future<?> running;

    Haste(Duration limit, Cut reason, Consumer<Cut> cut) {
        this.limit = limit;
        this.reason = reason;
        this.cut = cut;
    }

    /** Runs from now on, if it does not run already. */
    void begin(ChannelHandlerContext context) {
        if (running == null) {
            running = context.executor().schedule(() -> cut.accept(reason), limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void end() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }
}
