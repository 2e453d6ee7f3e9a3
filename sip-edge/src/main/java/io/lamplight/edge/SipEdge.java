package io.lamplight.edge;

import io.lamplight.edge.in.EdgeListener;
import io.lamplight.edge.metrics.ConnectionMetrics;
import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.out.Notifier;
import io.lamplight.edge.out.Resolver;
import io.lamplight.edge.transport.Transports;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.spi.EventPackages;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running edge: sockets, timers, and the actor by which presentities reach them. */
public final class SipEdge {
    private static final Logger LOG = LoggerFactory.getLogger(SipEdge.class);
    private static final int RETRY_AFTER_MIN = 1;
    private static final int RETRY_AFTER_SPREAD = 4;

    private final Sockets sockets;
    private final Notifier notifier;
    private final Resolver resolver;
    private final Ticker ticker;
    private final ActorRef<Object> actor;
    private CompletionStage<Done> stopped;

    private SipEdge(Sockets sockets, Notifier notifier, Resolver resolver, Ticker ticker, ActorRef<Object> actor) {
        this.sockets = sockets;
        this.notifier = notifier;
        this.resolver = resolver;
        this.ticker = ticker;
        this.actor = actor;
    }

    /**
     * Binds, and serves from then on.
     *
     * @param edgeId by which presentities know this edge; it goes into the flows
     * @throws io.lamplight.edge.transport.CannotListen if an address cannot be bound
     */
    public static SipEdge start(
            ActorSystem<?> system,
            EdgeSettings settings,
            String edgeId,
            Presentities presentities,
            EventPackages packages,
            MeterRegistry meters) {
        EdgeMetrics metrics = new EdgeMetrics(meters);
        Gate gate = new Gate();
        Sockets sockets = Sockets.open(settings, new ConnectionMetrics(meters), gate);
        Resolver resolver = Resolver.create();
        Notifier notifier = Notifier.create(new Notifier.Parts(
                new Transports(sockets.transports()),
                presentities,
                metrics,
                resolver,
                settings.maxDatagram(),
                settings.tcp().refusalKept(),
                SipEdge::monotonicMillis,
                InstantSource.system()));
        gate.open(EdgeListener.create(
                new EdgeListener.Parts(
                        edgeId,
                        settings.domains(),
                        settings.maxBody(),
                        settings.maxPending(),
                        settings.answerCacheSize(),
                        sockets.reaching(),
                        presentities,
                        packages,
                        metrics,
                        SipEdge::retryAfter,
                        SipEdge::monotonicMillis),
                notifier::send,
                notifier::onResponse));
        ActorRef<Object> actor =
                system.systemActorOf(EdgeActor.create(notifier, metrics), "sip-edge-" + sockets.port(), Props.empty());
        SipEdge edge = new SipEdge(sockets, notifier, resolver, Ticker.start(notifier), actor);
        LOG.info("SIP on {}", String.join(", ", edge.addresses()));
        return edge;
    }

    static long monotonicMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private static int retryAfter() {
        return RETRY_AFTER_MIN + ThreadLocalRandom.current().nextInt(RETRY_AFTER_SPREAD);
    }

    /** By which presentities have NOTIFYs sent. */
    public ActorRef<EdgeCommand> ref() {
        return actor.narrow();
    }

    /** Whether all sockets are open and the threads behind them live. */
    public boolean isListening() {
        return sockets.isListening() && ticker.isAlive();
    }

    /** As in {@code udp 127.0.0.1:5060}. */
    public List<String> addresses() {
        return sockets.addresses();
    }

    /** Closes all sockets; NOTIFYs under way are left to other edges. Asked again, it is the same end. */
    public synchronized CompletionStage<Done> stop() {
        if (stopped == null) {
            notifier.stop();
            actor.tell(EdgeActor.STOP);
            ticker.stop();
            resolver.close();
            stopped = sockets.close();
        }
        return stopped;
    }
}
