package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.lamplight.deploy.support.CassandraExtension;
import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node that warms up before it is ready, on the journal that all nodes share. */
@ExtendWith(CassandraExtension.class)
class RehearsalIT {
    private static final int FORGOTTEN_AFTER = 600;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void isOverWhenTheNodeIsReadyAndLeavesNothingThatStays(TestCassandra cassandra) throws Exception {
        Map<String, String> settings = Map.of("lamplight.edge.rehearsal.at-most", "3s");
        try (ProcessNodes nodes = new ProcessNodes("RehearsalIT", 1, cassandra.address(), settings)) {
            nodes.startAll();
            assertThat(nodes.log(1))
                    .containsPattern(
                            "Rehearsed for [0-9]+ ms: [1-9][0-9]* requests accepted, [0-9]+ refused, [1-9][0-9]* NOTIFYs");
            String metrics = get(nodes, "metrics");
            assertThat(metrics)
                    .contains("lamplight_presentities 0.0", "lamplight_presentity_recoveries_total 0.0")
                    .contains("lamplight_sip_notifies_total{outcome=\"ok\"} 0.0")
                    .doesNotContain("lamplight_sip_requests_total{code=\"200\"");
            assertThat(get(nodes, "api/v1/shards")).contains("\"entities\" : 0").doesNotContain("\"entities\" : 1");
        }
        try (CqlSession session = cassandra.session()) {
            List<Row> rows =
                    session.execute("SELECT entity_type, ttl(payload), ttl(note) FROM lamplight.journal").all().stream()
                            .filter(row -> row.getString(0).equals("rehearsal"))
                            .toList();
            assertThat(rows).isNotEmpty();
            assertThat(rows)
                    .allSatisfy(row -> assertThat(row.getInt(1) + row.getInt(2))
                            .as("a head has a note, an event a payload")
                            .isBetween(1, FORGOTTEN_AFTER));
        }
    }

    private String get(ProcessNodes nodes, String path) throws IOException, InterruptedException {
        URI uri = URI.create(nodes.ports(1).adminUrl() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
