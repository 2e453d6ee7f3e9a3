package io.lamplight.presence.admin;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.HealthCheckSettings;
import org.apache.pekko.management.javadsl.CheckResult;
import org.apache.pekko.management.javadsl.HealthChecks;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;

/**
 * {@code /startup}, {@code /ready} and {@code /alive} in place of Pekko Management's own, which answer 500 for all that is
 * not well and name a class of theirs. What failed stands in the log.
 */
public final class HealthRoutes extends AllDirectives implements ManagementRouteProvider {
    private final HealthCheckSettings paths;
    private final HealthChecks checks;

    public HealthRoutes(ExtendedActorSystem system) {
        paths = HealthCheckSettings.create(system.settings().config().getConfig("pekko.management.health-checks"));
        checks = new HealthChecks(system, paths);
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return concat(
                route(paths.startupPath(), checks::startupResult),
                route(paths.readinessPath(), checks::readyResult),
                route(paths.livenessPath(), checks::aliveResult));
    }

    private Route route(String path, Supplier<CompletionStage<CheckResult>> check) {
        return path(
                path,
                () -> get(() -> onComplete(
                        check,
                        result -> result.isSuccess() && result.get().isSuccess()
                                ? complete(StatusCodes.OK, "OK")
                                : complete(StatusCodes.SERVICE_UNAVAILABLE, "not " + path))));
    }
}
