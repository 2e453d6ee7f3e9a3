package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import io.lamplight.deploy.torture.Drill;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A node whose Cassandra fails: while it does each request is refused with a time to come back, and when it is repaired
 * the node goes on by itself, with all that it has acknowledged. {@code deploy/bench/run.sh faults} is the long form, and
 * holds the promised times.
 */
class FaultsIT {
    /** Longer than any promise. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int REFUSALS = 20;
    private static final int FLOOD = 200;

    private static TestCassandra cassandra;
    private static ProcessNodes nodes;

    @BeforeAll
    static void start() {
        cassandra = TestCassandra.startOnSmallDisk("FaultsIT");
        nodes = new ProcessNodes("FaultsIT", 1, cassandra.address(), Map.of());
        nodes.startAll();
    }

    @AfterAll
    static void stop() {
        try {
            nodes.close();
        } finally {
            cassandra.close();
        }
    }

    @Test
    void refusesWhileCassandraStandsStillAndGoesOnAfterwards() throws Exception {
        survives("still", cassandra::suspend, cassandra::resume);
    }

    @Test
    void refusesWhileCassandraIsDeadAndGoesOnAfterwards() throws Exception {
        survives("dead", cassandra::kill, cassandra::restart);
    }

    @Test
    void refusesWhileCassandrasDiskIsFullAndGoesOnAfterwards() throws Exception {
        survives("full", cassandra::fillDisk, () -> {
            cassandra.freeDisk();
            if (!cassandra.isRunning()) {
                // Its commit log is mapped into memory: a disk without a byte left ends its JVM with SIGBUS.
                cassandra.restart();
            }
        });
    }

    private static void survives(String name, Runnable fault, Runnable repair) throws Exception {
        long pid = nodes.pid(1);
        var server = new InetSocketAddress("127.0.0.1", nodes.ports(1).sip());

        Drill.Result result = new Drill(server, name, PATIENCE).run(fault, repair, Duration.ZERO, REFUSALS, FLOOD);

        assertThat(result.floods())
                .hasSize(FLOOD * 2)
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(503))
                .allSatisfy(answer -> assertThat(answer.get("Retry-After")).matches("[1-9][0-9]?"));
        assertThat(result.ledger().breaches()).as(result.ledger().toString()).isEmpty();
        assertThat(nodes.pid(1)).as("the node was not restarted").isEqualTo(pid);
        nodes.awaitReady(1);
    }
}
