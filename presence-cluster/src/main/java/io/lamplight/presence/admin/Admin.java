package io.lamplight.presence.admin;

import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * What the HTTP routes of a node show. Pekko Management makes the routes by reflection, so they find their material by
 * this extension.
 */
public final class Admin implements Extension {
    private static final Id ID = new Id();

    private final Map<String, BooleanSupplier> checks = new ConcurrentSkipListMap<>();
    private volatile Optional<Sources> sources = Optional.empty();

    record Sources(
            Presentities presentities,
            ClusterSharding sharding,
            EntityTypeKey<PresentityCommand> typeKey,
            MeterRegistry meters) {}

    private Admin() {}

    public static Admin get(ActorSystem<?> system) {
        return ID.apply(system);
    }

    public void install(
            Presentities presentities,
            ClusterSharding sharding,
            EntityTypeKey<PresentityCommand> typeKey,
            MeterRegistry meters) {
        sources = Optional.of(new Sources(presentities, sharding, typeKey, meters));
    }

    /** {@code /ready} says yes only when all that were added here do; they answer at once. */
    public void addReadinessCheck(String name, BooleanSupplier check) {
        checks.put(name, check);
    }

    /** Empty until the node has come so far. */
    Optional<Sources> sources() {
        return sources;
    }

    /** Names of the checks that say no. */
    List<String> failing() {
        return checks.entrySet().stream()
                .filter(check -> !check.getValue().getAsBoolean())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static final class Id extends ExtensionId<Admin> {
        @Override
        public Admin createExtension(ActorSystem<?> system) {
            return new Admin();
        }
    }
}
