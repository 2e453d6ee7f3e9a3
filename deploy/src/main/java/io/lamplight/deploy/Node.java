package io.lamplight.deploy;

import com.typesafe.config.Config;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.management.javadsl.PekkoManagement;

/** One node: the actor system with all that its roles ask for. */
public final class Node {
    private Node() {}

    /** Returns as soon as the start is under way; {@code /ready} tells when it is done. */
    public static ActorSystem<Void> start(Config config) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "lamplight", config);
        var management = PekkoManagement.get(system).start();
        management.whenComplete((uri, failure) -> {
            if (failure != null) {
                system.log().error("The admin HTTP server did not start", failure);
                system.terminate();
            }
        });
        return system;
    }
}
