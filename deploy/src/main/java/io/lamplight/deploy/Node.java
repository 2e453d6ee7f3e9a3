package io.lamplight.deploy;

import com.typesafe.config.Config;
import io.lamplight.edge.EdgeSettings;
import io.lamplight.edge.Rehearsal;
import io.lamplight.edge.SipEdge;
import io.lamplight.presence.PresenceCluster;
import io.lamplight.presence.RehearsalPresentities;
import io.lamplight.presence.admin.Admin;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.management.javadsl.PekkoManagement;

/** One node: the actor system with all that its roles ask for. */
public final class Node {
    /** Role of the nodes that take SIP requests. */
    static final String EDGE_ROLE = "edge";

    private static final String OURS = "io.lamplight.";

    private Node() {}

    /**
     * Returns as soon as the start is under way; {@code /ready} tells when it is done.
     *
     * @throws CannotStart if a setting is wrong or a port is taken
     */
    public static ActorSystem<Void> start(Config config) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "lamplight", config);
        sayWhyItEnds(system);
        try {
            PrometheusMeterRegistry meters = meters();
            PresenceCluster presence = PresenceCluster.start(system, meters);
            Set<String> roles = Cluster.get(system).selfMember().getRoles();
            if (roles.contains(EDGE_ROLE)) {
                startEdge(system, presence, meters);
            }
        } catch (RuntimeException e) {
            system.terminate();
            throw e instanceof IllegalArgumentException || e instanceof IllegalStateException
                    ? new CannotStart(e.getMessage(), e)
                    : e;
        }
        PekkoManagement.get(system).start().whenComplete((uri, failure) -> {
            if (failure != null) {
                system.log().error("The admin HTTP server did not start", failure);
                system.terminate();
            }
        });
        return system;
    }

    /** An end that a part of ours asked for, because it cannot do its work, is a failed start. */
    private static void sayWhyItEnds(ActorSystem<Void> system) {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "say-why", () -> {
            shutdown.getShutdownReason()
                    .filter(reason -> reason.getClass().getName().startsWith(OURS))
                    .ifPresent(reason -> Main.sayWhy(reason.toString()));
            return CompletableFuture.completedFuture(Done.getInstance());
        });
    }

    private static void startEdge(ActorSystem<Void> system, PresenceCluster presence, PrometheusMeterRegistry meters) {
        EdgeSettings settings = EdgeSettings.from(system.settings().config());
        SipEdge edge = SipEdge.start(
                system, settings, presence.edgeName(), presence.presentities(), presence.packages(), meters);
        presence.register(edge.ref());
        Admin.get(system).addReadinessCheck("sip", edge::isListening);
        rehearse(system, settings, presence);
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceUnbind(),
                        "stop-sip",
                        () -> edge.stop().thenApply(stopped -> Done.getInstance()));
        system.log().info("SIP on {}", String.join(", ", edge.addresses()));
    }

    /** Ready only when warm, or when the time for that is up. */
    private static void rehearse(ActorSystem<Void> system, EdgeSettings settings, PresenceCluster presence) {
        var over = new AtomicBoolean();
        Admin.get(system).addReadinessCheck("rehearsal", over::get);
        RehearsalPresentities presentities = presence.rehearsal();
        Rehearsal.play(system, settings, presentities, presentities::notifyBy, presence.packages())
                .whenComplete((result, failure) -> {
                    presentities.end();
                    if (failure != null) {
                        system.log().error("The rehearsal failed", failure);
                    }
                    over.set(true);
                });
    }

    private static PrometheusMeterRegistry meters() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        // Lives as long as the JVM: it listens to the collectors.
        @SuppressWarnings("resource")
        var collections = new JvmGcMetrics();
        collections.bindTo(registry);
        // Where the journal counts: it is made by Pekko, which hands it no registry.
        Metrics.addRegistry(registry);
        return registry;
    }
}
