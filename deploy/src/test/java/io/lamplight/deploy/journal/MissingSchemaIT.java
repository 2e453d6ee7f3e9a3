package io.lamplight.deploy.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import io.lamplight.deploy.up.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node on a Cassandra that lacks what it needs. */
class MissingSchemaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void saysInOneLineThatTheTableIsMissingAndEnds() throws IOException {
        try (TestCassandra cassandra = TestCassandra.start("MissingSchema")) {
            try (CqlSession session = cassandra.session()) {
                session.execute("DROP TABLE lamplight.journal");
            }
            try (ProcessNodes nodes = new ProcessNodes("MissingSchema", 1, cassandra.address(), Map.of())) {
                nodes.start(1);
                await().atMost(PATIENCE).until(() -> !nodes.isRunning(1));
            }
        }
        Path out = Home.fromSystemProperty().folder().resolve("it-logs/MissingSchema/node-1.out");
        assertThat(Files.readAllLines(out))
                .singleElement()
                .asString()
                .startsWith("lamplight: the journal cannot be opened: table lamplight.journal: ");
    }
}
