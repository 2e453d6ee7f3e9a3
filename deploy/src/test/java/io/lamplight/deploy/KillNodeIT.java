package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One node, and its Cassandra: whatever is killed, nothing that was acknowledged is lost. */
class KillNodeIT {
    private static final int LAMPS = 8;

    private static TestCassandra cassandra;
    private static ProcessNodes nodes;

    @BeforeAll
    static void start() {
        cassandra = TestCassandra.start("KillNodeIT");
        nodes = new ProcessNodes(
                "KillNodeIT", 1, cassandra.address(), Map.of("lamplight.presence.packages.presence.min-expires", "1s"));
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
    void losesNothingAcknowledgedWhenTheNodeIsKilled() throws Exception {
        survives("node", () -> nodes.kill(1), () -> {});
    }

    @Test
    void losesNothingAcknowledgedWhenNodeAndCassandraAreKilled() throws Exception {
        survives(
                "both",
                () -> {
                    nodes.kill(1);
                    cassandra.kill();
                },
                cassandra::restart);
    }

    @Test
    void turnsLampsOffThatRanOutWhileTheNodeWasDown() throws Exception {
        try (var lamp = new Lamp("ran-out")) {
            assertThat(lamp.subscribe(server(), 600).status()).isEqualTo(200);
            lamp.publishNext(server(), 2);
            lamp.awaitNewest();

            nodes.kill(1);
            nodes.start(1);
            nodes.awaitReady(1);

            lamp.awaitClosed();
        }
    }

    private static void survives(String name, Runnable kill, Runnable repair) throws Exception {
        List<Lamp> quiet = lamps(name + "-quiet");
        List<Lamp> busy = lamps(name + "-busy");
        for (Lamp lamp : quiet) {
            begin(lamp);
        }
        for (Lamp lamp : busy) {
            begin(lamp);
        }

        var acknowledged = keepPublishing(busy, kill);
        repair.run();
        nodes.start(1);
        nodes.awaitReady(1);

        for (Lamp lamp : quiet) {
            lamp.drain();
            assertThat(lamp.refreshPublication(server(), 600).status())
                    .as("old entity-tag of " + lamp.resource())
                    .isEqualTo(200);
            assertThat(lamp.subscribe(server(), 600).status())
                    .as("refresh in the old dialog of " + lamp.resource())
                    .isEqualTo(200);
            lamp.awaitNewest();
        }
        for (int i = 0; i < busy.size(); i++) {
            assertThat(busy.get(i).subscribe(server(), 600).status()).isEqualTo(200);
            busy.get(i).await(acknowledged.get(i));
        }
        quiet.forEach(Lamp::close);
        busy.forEach(Lamp::close);
    }

    private static void begin(Lamp lamp) throws Exception {
        assertThat(lamp.subscribe(server(), 600).status()).isEqualTo(200);
        lamp.publishNext(server(), 600);
        lamp.awaitNewest();
    }

    /** Publishes for each lamp without a pause, kills in the middle, and says what was acknowledged last for each. */
    private static List<Integer> keepPublishing(List<Lamp> lamps, Runnable kill) throws Exception {
        var killed = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(lamps.size());
        List<Future<Integer>> running = new ArrayList<>();
        for (Lamp lamp : lamps) {
            running.add(threads.submit(() -> {
                int last = lamp.published();
                while (!killed.get()) {
                    if (lamp.tryPublishNext(server(), 600, Duration.ofSeconds(2))) {
                        last = lamp.published();
                    }
                }
                return last;
            }));
        }
        for (Lamp lamp : lamps) {
            lamp.await(20);
        }
        kill.run();
        killed.set(true);
        List<Integer> acknowledged = new ArrayList<>();
        for (Future<Integer> each : running) {
            acknowledged.add(each.get());
        }
        threads.shutdown();
        return acknowledged;
    }

    private static List<Lamp> lamps(String name) throws Exception {
        List<Lamp> lamps = new ArrayList<>();
        for (int i = 0; i < LAMPS; i++) {
            lamps.add(new Lamp(name + i));
        }
        return lamps;
    }

    private static InetSocketAddress server() {
        return new InetSocketAddress("127.0.0.1", nodes.ports(1).sip());
    }
}
