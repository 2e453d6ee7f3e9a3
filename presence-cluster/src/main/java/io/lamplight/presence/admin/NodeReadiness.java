package io.lamplight.presence.admin;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readiness check for Pekko Management: this node has started all its parts, and they still stand. */
public final class NodeReadiness implements Supplier<CompletionStage<Boolean>> {
    private static final Logger LOG = LoggerFactory.getLogger(NodeReadiness.class);

    private final Admin admin;

    public NodeReadiness(ActorSystem system) {
        admin = Admin.get(Adapter.toTyped(system));
    }

    @Override
    public CompletionStage<Boolean> get() {
        List<String> failing = admin.failing();
        if (!failing.isEmpty()) {
            LOG.debug("Not ready: {}", failing);
        }
        return CompletableFuture.completedFuture(admin.sources().isPresent() && failing.isEmpty());
    }
}
