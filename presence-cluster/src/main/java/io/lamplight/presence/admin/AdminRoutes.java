package io.lamplight.presence.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.PresentityCommand.Description;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.ClusterShardingStats;
import org.apache.pekko.cluster.sharding.ShardRegion.ShardRegionStats;
import org.apache.pekko.cluster.sharding.typed.GetClusterShardingStats;
import org.apache.pekko.http.javadsl.marshallers.jackson.Jackson;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/** {@code /metrics} and {@code /api/v1}; mounted beside Pekko Management's own routes. */
public final class AdminRoutes extends AllDirectives implements ManagementRouteProvider {
    private static final Duration STATS_TIMEOUT = Duration.ofSeconds(3);

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private final ActorSystem<Void> system;
    private final Admin admin;

    /** An answer that is no success, in one sentence. */
    record Problem(String error) {}

    record Shard(String id, long entities) {}

    record Region(String node, long entities, List<Shard> shards) {}

    record Shards(String entityType, long entities, List<Region> regions) {}

    public AdminRoutes(ExtendedActorSystem system) {
        this.system = Adapter.toTyped(system);
        this.admin = Admin.get(this.system);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return concat(
                path("metrics", () -> get(() -> whenStarted(sources -> complete(metrics(sources))))),
                pathPrefix(
                        "api",
                        () -> pathPrefix(
                                "v1",
                                () -> concat(
                                        path(
                                                PathMatchers.segment("presentities")
                                                        .slash(PathMatchers.segment()),
                                                aor -> get(() -> whenStarted(sources -> presentity(sources, aor)))),
                                        path("shards", () -> get(() -> whenStarted(this::shards)))))));
    }

    private Route whenStarted(Function<Admin.Sources, Route> route) {
        return admin.sources()
                .map(route)
                .orElseGet(() -> problem(StatusCodes.SERVICE_UNAVAILABLE, "the node is still starting"));
    }

    private static HttpResponse metrics(Admin.Sources sources) {
        String text = sources.meters() instanceof PrometheusMeterRegistry prometheus ? prometheus.scrape() : "";
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, text));
    }

    private Route presentity(Admin.Sources sources, String text) {
        Optional<Aor> aor = Aor.parse(text.indexOf(':') < 0 ? "sip:" + text : text);
        if (aor.isEmpty()) {
            return problem(StatusCodes.BAD_REQUEST, "not an address of record: give sip:user@host");
        }
        CompletionStage<Description> asked = sources.presentities().describe(aor.get());
        return onComplete(asked, answer -> {
            if (answer.isFailure()) {
                return problem(StatusCodes.SERVICE_UNAVAILABLE, aor.get() + " did not answer in time");
            }
            return answer.get().packages().isEmpty()
                    ? problem(StatusCodes.NOT_FOUND, "nothing is published for " + aor.get() + " and nobody watches it")
                    : completeOK(answer.get(), Jackson.marshaller(json));
        });
    }

    private Route shards(Admin.Sources sources) {
        CompletionStage<ClusterShardingStats> asked = AskPattern.ask(
                sources.sharding().shardState(),
                replyTo -> new GetClusterShardingStats(sources.typeKey(), STATS_TIMEOUT, replyTo),
                STATS_TIMEOUT.plusSeconds(1),
                system.scheduler());
        return onComplete(
                asked,
                answer -> answer.isSuccess()
                        ? completeOK(shards(sources.typeKey().name(), answer.get()), Jackson.marshaller(json))
                        : problem(StatusCodes.SERVICE_UNAVAILABLE, "the shard regions did not answer in time"));
    }

    private static Shards shards(String type, ClusterShardingStats stats) {
        List<Region> regions = stats.getRegions().entrySet().stream()
                .map(region -> region(region.getKey().hostPort(), region.getValue()))
                .sorted(Comparator.comparing(Region::node))
                .toList();
        return new Shards(type, regions.stream().mapToLong(Region::entities).sum(), regions);
    }

    private static Region region(String node, ShardRegionStats stats) {
        Map<String, Object> counts = stats.getStats();
        List<Shard> shards = counts.entrySet().stream()
                .map(shard -> new Shard(shard.getKey(), presentities(((Number) shard.getValue()).longValue())))
                .sorted(Comparator.comparing((Shard s) -> s.id().length()).thenComparing(Shard::id))
                .toList();
        return new Region(node, shards.stream().mapToLong(Shard::entities).sum(), shards);
    }

    /** One of the entities of a shard is its keeper. */
    private static long presentities(long entities) {
        return Math.max(0, entities - 1);
    }

    private Route problem(StatusCode status, String sentence) {
        return complete(status, new Problem(sentence), Jackson.marshaller(json));
    }
}
