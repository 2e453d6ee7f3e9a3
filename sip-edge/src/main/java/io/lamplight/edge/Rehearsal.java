package io.lamplight.edge;

import io.lamplight.edge.in.EdgeListener;
import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.out.Notifier;
import io.lamplight.edge.out.Resolver;
import io.lamplight.edge.rehearsal.Phones;
import io.lamplight.edge.rehearsal.Stage;
import io.lamplight.edge.transport.Transports;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.spi.EventPackages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the way of a request warm before the first phone is let in: an edge of its own, without sockets, with meters that
 * nobody reads, and phones in memory. A JVM that has just started interprets its code; the first requests would wait for it.
 */
public final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int RETRY_AFTER = 1;

    private Rehearsal() {}

    /**
     * Plays on a thread of its own, as long as the settings allow.
     *
     * @param presentities to play with
     * @param register tells them where their NOTIFYs are to go
     * @return completes when it is over, whether it reached its goal or not: a node that is slow at first is better than
     *     none
     */
    public static CompletionStage<Phones.Result> play(
            ActorSystem<?> system,
            EdgeSettings settings,
            Presentities presentities,
            Consumer<ActorRef<EdgeCommand>> register,
            EventPackages packages) {
        CompletableFuture<Phones.Result> over = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        over.complete(playNow(system, settings, presentities, register, packages));
                    } catch (InterruptedException | RuntimeException e) {
                        over.completeExceptionally(e);
                    }
                },
                "sip-rehearsal");
        thread.setDaemon(true);
        thread.start();
        return over;
    }

    private static Phones.Result playNow(
            ActorSystem<?> system,
            EdgeSettings settings,
            Presentities presentities,
            Consumer<ActorRef<EdgeCommand>> register,
            EventPackages packages)
            throws InterruptedException {
        EdgeMetrics metrics = new EdgeMetrics(new SimpleMeterRegistry());
        Stage stage = new Stage();
        Resolver resolver = Resolver.create();
        Notifier notifier = Notifier.create(new Notifier.Parts(
                new Transports(List.of(stage)),
                presentities,
                metrics,
                resolver,
                settings.maxDatagram(),
                settings.tcp().refusalKept(),
                SipEdge::monotonicMillis,
                InstantSource.system()));
        EdgeListener listener = EdgeListener.create(
                new EdgeListener.Parts(
                        "rehearsal",
                        List.of(Phones.DOMAIN),
                        settings.maxBody(),
                        settings.maxPending(),
                        settings.answerCacheSize(),
                        Set.of(stage.name()),
                        presentities,
                        packages,
                        metrics,
                        () -> RETRY_AFTER,
                        SipEdge::monotonicMillis),
                notifier::send,
                notifier::onResponse);
        ActorRef<Object> actor = system.systemActorOf(
                EdgeActor.create(notifier, metrics), "sip-rehearsal-" + UUID.randomUUID(), Props.empty());
        register.accept(actor.narrow());
        try {
            long begun = System.nanoTime();
            Phones.Result result = new Phones(
                            stage,
                            packages.all().stream()
                                    .map(EventPackages.Registered::pack)
                                    .toList(),
                            listener,
                            notifier::tick,
                            System::nanoTime)
                    .play(settings.warmUp().goal(), settings.warmUp().atMost());
            LOG.info(
                    "Rehearsed for {} ms: {} requests accepted, {} refused, {} NOTIFYs; of the last {}, 99 in 100 took"
                            + " at most {} ms",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                    result.answers(),
                    result.refusals(),
                    result.notifies(),
                    Phones.LATEST,
                    result.p99Micros() / 1000);
            return result;
        } finally {
            notifier.stop();
            actor.tell(EdgeActor.STOP);
            resolver.close();
        }
    }
}
