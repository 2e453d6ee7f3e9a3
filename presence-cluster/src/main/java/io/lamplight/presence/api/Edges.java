package io.lamplight.presence.api;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** The edges that are alive, as a presentity sees them. */
public interface Edges {
    /** The edge of that name while it lives, else this node's own, else any; empty if there is none at all. */
    Optional<ActorRef<EdgeCommand>> route(String edge);

    /** The edge of that name while it lives. */
    Optional<ActorRef<EdgeCommand>> exactly(String edge);

    /** From now on {@code presentity} hears of lost edges, until it stops. */
    void watch(ActorRef<PresentityCommand> presentity);

    void unwatch(ActorRef<PresentityCommand> presentity);
}
