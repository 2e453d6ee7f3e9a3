package io.lamplight.edge;

import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.out.Notifier;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.SendNotifies;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what other nodes ask of this edge to the notifier, in the order in which it came. A fault costs the command that met
 * it and no more: sockets without this actor would be an edge that looks alive and notifies nobody.
 */
final class EdgeActor {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeActor.class);

    private enum Stop {
        STOP
    }

    /** Private to the edge: {@link EdgeCommand} is what others may say. */
    static final Object STOP = Stop.STOP;

    private EdgeActor() {}

    static Behavior<Object> create(Notifier notifier, EdgeMetrics metrics) {
        return Behaviors.receive(Object.class)
                .onMessage(SendNotifies.class, message -> safely(metrics, () -> notifier.send(message)))
                .onMessage(EdgeCommand.Forget.class, message -> safely(metrics, () -> notifier.forget(message)))
                .onMessage(Stop.class, message -> Behaviors.stopped())
                .build();
    }

    private static Behavior<Object> safely(EdgeMetrics metrics, Runnable command) {
        try {
            command.run();
        } catch (RuntimeException e) {
            LOG.error("cannot carry out a command", e);
            metrics.faulty();
        }
        return Behaviors.same();
    }
}
