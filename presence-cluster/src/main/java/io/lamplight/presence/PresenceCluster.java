package io.lamplight.presence;

import io.lamplight.presence.admin.Admin;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.entity.Ids;
import io.lamplight.presence.entity.PresenceMeters;
import io.lamplight.presence.entity.PresenceSettings;
import io.lamplight.presence.entity.Presentity;
import io.lamplight.presence.keeper.Keeper;
import io.lamplight.presence.keeper.KeeperNames;
import io.lamplight.presence.keeper.KeeperPinger;
import io.lamplight.presence.keeper.KeeperSettings;
import io.lamplight.presence.spi.EventPackages;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.typed.javadsl.EventsBySliceQuery;
import org.apache.pekko.persistence.typed.PersistenceId;

/** One node's share in the presence cluster: its presentities if it has the role, and the way to all others. */
public final class PresenceCluster {
    /** Role of the nodes that hold presentities; a change needs a full stop of the cluster. */
    public static final String ROLE = "presence";

    private final ActorSystem<?> system;
    private final EventPackages packages;
    private final Presentities presentities;
    private final PresenceSettings settings;

    private PresenceCluster(
            ActorSystem<?> system, EventPackages packages, Presentities presentities, PresenceSettings settings) {
        this.system = system;
        this.packages = packages;
        this.presentities = presentities;
        this.settings = settings;
    }

    /** Throws IllegalArgumentException, fit to be shown to a person, when the configuration is wrong. */
    public static PresenceCluster start(ActorSystem<?> system, MeterRegistry meters) {
        var settings = PresenceSettings.from(system.settings().config());
        EventPackages packages = PackageCatalog.load(system.settings().config());
        ClusterSharding sharding = ClusterSharding.get(system);
        Clock clock = Clock.systemUTC();
        var presenceMeters = new PresenceMeters(meters);
        var shardingSettings = ClusterShardingSettings.create(system);
        KeeperNames names = KeeperNames.forShards(shardingSettings.numberOfShards());
        var presentities = new ShardedPresentities(sharding, clock, settings.askTimeout());
        var keepers = new ShardedKeepers(sharding, names, settings.askTimeout());
        var environment = new Presentity.Environment(
                packages, EdgeDirectory.start(system), keepers, clock, new Ids(), settings, presenceMeters);
        var keeperSettings = KeeperSettings.from(system.settings().config());
        var keeperEnvironment = new Keeper.Environment(
                remembered(system, keeperSettings.remembered()),
                ShardedPresentities.TYPE_KEY.name(),
                names,
                (id, command) -> presentities.tell(new Aor(id), command),
                clock,
                keeperSettings,
                presenceMeters);
        sharding.init(Entity.of(
                        ShardedPresentities.TYPE_KEY,
                        entity -> KeeperNames.isKeeper(entity.getEntityId())
                                ? Keeper.create(entity.getEntityId(), keeperEnvironment)
                                : Presentity.create(
                                        new Aor(entity.getEntityId()),
                                        PersistenceId.of(
                                                entity.getEntityTypeKey().name(), entity.getEntityId()),
                                        environment,
                                        entity.getShard()))
                // They leave memory by themselves, and not without a word to their keeper.
                .withSettings(shardingSettings.withNoPassivationStrategy())
                .withRole(ROLE));
        Admin.get(system).install(presentities, sharding, ShardedPresentities.TYPE_KEY, meters);
        var pathIsOpen = new AtomicBoolean();
        Admin.get(system).addReadinessCheck("path", pathIsOpen::get);
        system.systemActorOf(
                PathCheck.create(keepers::awaitScan, names.shards(), () -> pathIsOpen.set(true)),
                "path-check",
                Props.empty());
        if (Cluster.get(system).selfMember().hasRole(ROLE)) {
            system.systemActorOf(
                    KeeperPinger.create(ROLE, names.shards(), keepers::keepAlive), "keeper-pinger", Props.empty());
        }
        return new PresenceCluster(system, packages, presentities, settings);
    }

    private static EventsBySliceQuery remembered(ActorSystem<?> system, String plugin) {
        if (!system.settings().config().hasPath(plugin)) {
            throw new IllegalArgumentException(
                    "lamplight.presence.remembered = " + plugin + ": there is no such read journal");
        }
        return PersistenceQuery.get(system).getReadJournalFor(EventsBySliceQuery.class, plugin);
    }

    /** The name by which presentities know this node's edge. */
    public String edgeName() {
        return EdgeDirectory.name(Cluster.get(system).selfMember().address());
    }

    public void register(ActorRef<EdgeCommand> edge) {
        EdgeDirectory.register(system, edge);
    }

    /** Presentities to warm up with. */
    public RehearsalPresentities rehearsal() {
        return RehearsalPresentities.start(system, packages, settings, Clock.systemUTC());
    }

    public EventPackages packages() {
        return packages;
    }

    public Presentities presentities() {
        return presentities;
    }
}
