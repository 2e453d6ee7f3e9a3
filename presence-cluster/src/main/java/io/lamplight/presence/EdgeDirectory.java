package io.lamplight.presence;

import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Edges;
import io.lamplight.presence.api.PresentityCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edges of the cluster by the address of their node, as the receptionist knows them. Read by every presentity of the
 * node, from many threads; written by one actor.
 */
final class EdgeDirectory implements Edges {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeDirectory.class);
    private static final ServiceKey<EdgeCommand> KEY = ServiceKey.create(EdgeCommand.class, "edge");

    private final String self;
    private final Set<ActorRef<PresentityCommand>> watching = ConcurrentHashMap.newKeySet();
    private volatile Map<String, ActorRef<EdgeCommand>> byName = Map.of();

    EdgeDirectory(String self) {
        this.self = self;
    }

    static EdgeDirectory start(ActorSystem<?> system) {
        var directory = new EdgeDirectory(name(Cluster.get(system).selfMember().address()));
        system.systemActorOf(directory.listener(), "edge-directory", Props.empty());
        return directory;
    }

    /** Makes this node's edge known to all presentities. */
    static void register(ActorSystem<?> system, ActorRef<EdgeCommand> edge) {
        system.receptionist().tell(Receptionist.register(KEY, edge));
    }

    static String name(Address address) {
        return address.hostPort();
    }

    @Override
    public Optional<ActorRef<EdgeCommand>> route(String edge) {
        Map<String, ActorRef<EdgeCommand>> known = byName;
        ActorRef<EdgeCommand> ref = known.get(edge);
        if (ref == null) {
            ref = known.get(self);
        }
        return ref != null ? Optional.of(ref) : known.values().stream().findFirst();
    }

    @Override
    public Optional<ActorRef<EdgeCommand>> exactly(String edge) {
        return Optional.ofNullable(byName.get(edge));
    }

    @Override
    public void watch(ActorRef<PresentityCommand> presentity) {
        watching.add(presentity);
    }

    @Override
    public void unwatch(ActorRef<PresentityCommand> presentity) {
        watching.remove(presentity);
    }

    private Behavior<Receptionist.Listing> listener() {
        return Behaviors.setup((ActorContext<Receptionist.Listing> context) -> {
            context.getSystem().receptionist().tell(Receptionist.subscribe(KEY, context.getSelf()));
            return Behaviors.receive(Receptionist.Listing.class)
                    .onMessage(Receptionist.Listing.class, listing -> {
                        changed(listing.getServiceInstances(KEY));
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    void changed(Set<ActorRef<EdgeCommand>> edges) {
        Map<String, ActorRef<EdgeCommand>> now = new HashMap<>();
        for (ActorRef<EdgeCommand> edge : edges) {
            Address address = edge.path().address();
            now.put(address.hasLocalScope() ? self : name(address), edge);
        }
        Map<String, ActorRef<EdgeCommand>> before = byName;
        byName = Map.copyOf(now);
        before.forEach((name, edge) -> {
            // A node that was killed and is back at its old address holds nothing of what it was given before.
            if (!edge.equals(now.get(name))) {
                LOG.info("Edge {} is gone", name);
                var lost = new PresentityCommand.EdgeLost(name);
                watching.forEach(presentity -> presentity.tell(lost));
            }
        });
    }
}
