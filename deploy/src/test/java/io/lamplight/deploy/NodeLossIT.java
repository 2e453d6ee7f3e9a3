package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.CassandraExtension;
import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Membership alone: what the sharded entities make of it has tests of its own. */
@ExtendWith(CassandraExtension.class)
class NodeLossIT {
    /** About five seconds by the settings; the rest is for a busy machine. */
    private static final Duration REMOVAL = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void removesAKilledNodeAndTakesItBack(TestCassandra cassandra) {
        try (ProcessNodes nodes = new ProcessNodes("NodeLossIT", 3, cassandra.address(), Map.of())) {
            nodes.startAll();
            String lost = ":" + nodes.ports(3).remoting();
            await().atMost(REMOVAL).until(() -> members(nodes).contains(lost));
            nodes.kill(3);
            await().atMost(REMOVAL)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !members(nodes).contains(lost));
            assertThat(nodes.isReady(1)).isTrue();
            nodes.start(3);
            nodes.awaitReady(3);
            await().atMost(REMOVAL).until(() -> members(nodes).contains(lost));
        }
    }

    private String members(ProcessNodes nodes) throws IOException, InterruptedException {
        URI uri = URI.create(nodes.ports(1).adminUrl() + "cluster/members");
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
