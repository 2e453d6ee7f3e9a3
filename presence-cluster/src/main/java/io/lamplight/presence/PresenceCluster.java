package io.lamplight.presence;

import io.lamplight.presence.admin.Admin;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.entity.Ids;
import io.lamplight.presence.entity.PresenceMeters;
import io.lamplight.presence.entity.PresenceSettings;
import io.lamplight.presence.entity.Presentity;
import io.lamplight.presence.spi.EventPackages;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.persistence.typed.PersistenceId;

/** One node's share in the presence cluster: its presentities if it has the role, and the way to all others. */
public final class PresenceCluster {
    /** Role of the nodes that hold presentities; a change needs a full stop of the cluster. */
    public static final String ROLE = "presence";

    private final ActorSystem<?> system;
    private final EventPackages packages;
    private final Presentities presentities;

    private PresenceCluster(ActorSystem<?> system, EventPackages packages, Presentities presentities) {
        this.system = system;
        this.packages = packages;
        this.presentities = presentities;
    }

    /** Throws IllegalArgumentException, fit to be shown to a person, when the configuration is wrong. */
    public static PresenceCluster start(ActorSystem<?> system, MeterRegistry meters) {
        var settings = PresenceSettings.from(system.settings().config());
        EventPackages packages = PackageCatalog.load(system.settings().config());
        ClusterSharding sharding = ClusterSharding.get(system);
        var environment = new Presentity.Environment(
                packages,
                EdgeDirectory.start(system),
                (resource, news) -> {},
                Clock.systemUTC(),
                new Ids(),
                settings,
                new PresenceMeters(meters));
        sharding.init(Entity.of(
                        ShardedPresentities.TYPE_KEY,
                        entity -> Presentity.create(
                                new Aor(entity.getEntityId()),
                                PersistenceId.of(entity.getEntityTypeKey().name(), entity.getEntityId()),
                                environment,
                                entity.getShard()))
                .withRole(ROLE));
        var presentities = new ShardedPresentities(sharding, environment.clock(), settings.askTimeout());
        Admin.get(system).install(presentities, sharding, ShardedPresentities.TYPE_KEY, meters);
        var pathIsOpen = new AtomicBoolean();
        Admin.get(system).addReadinessCheck("path", pathIsOpen::get);
        system.systemActorOf(
                PathCheck.create(
                        presentities,
                        system.settings().config().getInt("pekko.cluster.sharding.number-of-shards"),
                        () -> pathIsOpen.set(true)),
                "path-check",
                Props.empty());
        return new PresenceCluster(system, packages, presentities);
    }

    /** The name by which presentities know this node's edge. */
    public String edgeName() {
        return EdgeDirectory.name(Cluster.get(system).selfMember().address());
    }

    public void register(ActorRef<EdgeCommand> edge) {
        EdgeDirectory.register(system, edge);
    }

    public EventPackages packages() {
        return packages;
    }

    public Presentities presentities() {
        return presentities;
    }
}
