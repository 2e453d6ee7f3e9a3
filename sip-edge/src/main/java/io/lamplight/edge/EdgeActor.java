package io.lamplight.edge;

import io.lamplight.edge.out.Notifier;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.SendNotifies;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Hands what other nodes ask of this edge to the notifier, in the order in which it came. */
final class EdgeActor {
    private enum Stop {
        STOP
    }

    /** Private to the edge: {@link EdgeCommand} is what others may say. */
    static final Object STOP = Stop.STOP;

    private EdgeActor() {}

    static Behavior<Object> create(Notifier notifier) {
        return Behaviors.receive(Object.class)
                .onMessage(SendNotifies.class, message -> {
                    notifier.send(message);
                    return Behaviors.same();
                })
                .onMessage(EdgeCommand.Forget.class, message -> {
                    notifier.forget(message);
                    return Behaviors.same();
                })
                .onMessage(Stop.class, message -> Behaviors.stopped())
                .build();
    }
}
