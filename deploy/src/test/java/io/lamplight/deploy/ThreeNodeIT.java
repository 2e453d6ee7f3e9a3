package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import io.lamplight.deploy.torture.Flood;
import io.lamplight.deploy.torture.Ledger;
import io.lamplight.deploy.torture.Load;
import io.lamplight.deploy.torture.Phones.Answer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes as real processes: any takes any request, and any may be killed. */
class ThreeNodeIT {
    private static final int LAMPS = 12;

    private static TestCassandra cassandra;
    private static ProcessNodes nodes;

    @BeforeAll
    static void start() {
        cassandra = TestCassandra.start("ThreeNodeIT");
        nodes = new ProcessNodes(
                "ThreeNodeIT",
                3,
                cassandra.address(),
                Map.of("lamplight.presence.packages.presence.min-expires", "1s"));
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
    void takesEachRequestOfADialogOnAnyNode() throws Exception {
        try (var lamp = new Lamp("any-node")) {
            assertThat(lamp.subscribe(server(2), 600).status()).isEqualTo(200);
            lamp.publishNext(server(1), 600);
            lamp.awaitNewest();
            assertThat(lamp.subscribe(server(3), 600).status()).isEqualTo(200);
            lamp.publishNext(server(2), 600);
            lamp.awaitNewest();
            assertThat(lamp.subscribe(server(1), 0).status()).isEqualTo(200);
        }
    }

    @AfterEach
    void bringBackWhoeverIsDown() {
        for (int node = 1; node <= 3; node++) {
            if (!nodes.isRunning(node)) {
                nodes.start(node);
                nodes.awaitReady(node);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void carriesOnWhenANodeIsKilled(int victim) throws Exception {
        int survivor = victim % 3 + 1;
        List<Lamp> lamps = lamps("carry-" + victim + "-");
        for (int i = 0; i < lamps.size(); i++) {
            // Each lamp's phones talk to other nodes; some of them to the one that is going to die.
            assertThat(lamps.get(i).subscribe(server(i % 3 + 1), 600).status()).isEqualTo(200);
            lamps.get(i).publishNext(server((i + 1) % 3 + 1), 600);
            lamps.get(i).awaitNewest();
        }

        nodes.kill(victim);
        for (Lamp lamp : lamps) {
            lamp.publishNext(server(survivor), 600);
        }
        for (Lamp lamp : lamps) {
            lamp.awaitNewest();
        }

        nodes.start(victim);
        nodes.awaitReady(victim);
        for (Lamp lamp : lamps) {
            assertThat(lamp.subscribe(server(victim), 600).status())
                    .as("refresh of " + lamp.resource() + " at the node that came back")
                    .isEqualTo(200);
            lamp.publishNext(server(victim), 600);
            lamp.awaitNewest();
            lamp.close();
        }
    }

    /** Nobody sends a request after the kill: the dead node's presentities must come back by themselves to expire. */
    @Test
    void bringsBackTheDeadNodesPresentitiesWithoutARequest() throws Exception {
        List<Lamp> lamps = lamps("alone-");
        for (Lamp lamp : lamps) {
            assertThat(lamp.subscribe(server(1), 600).status()).isEqualTo(200);
            lamp.publishNext(server(1), 5);
            lamp.awaitNewest();
        }

        nodes.kill(3);

        for (Lamp lamp : lamps) {
            lamp.awaitClosed();
            lamp.close();
        }
    }

    /** From the kill on, not only once the cluster has noticed it. {@code deploy/bench/run.sh failover} has the times. */
    @Test
    void answersEachRequestWhileANodeIsDownAndShowsTheNewestState() throws Exception {
        var ledger = new Ledger();
        var servers = new AtomicReference<>(List.of(server(1), server(2), server(3)));
        try (var load = new Load(ledger, servers::get, "down", 30, 2)) {
            load.begin(Lamp.PATIENCE);
            servers.set(List.of(server(2), server(3)));
            nodes.kill(1);
            load.run(100);

            List<Answer> answers = Flood.send(ledger, server(2), "down-flood", 100, Lamp.PATIENCE);
            assertThat(answers)
                    .hasSize(200)
                    .allSatisfy(answer -> assertThat(answer.status()).isIn(200, 503));

            load.pause(Lamp.PATIENCE);
            load.verify(Lamp.PATIENCE);
            await("newest states; " + ledger).atMost(Lamp.PATIENCE).until(() -> load.behind(load.acknowledged()) == 0);
        }
        assertThat(ledger.breaches()).as(ledger.toString()).isEmpty();
    }

    private static List<Lamp> lamps(String name) throws Exception {
        List<Lamp> lamps = new ArrayList<>();
        for (int i = 0; i < LAMPS; i++) {
            lamps.add(new Lamp(name + i));
        }
        return lamps;
    }

    private static InetSocketAddress server(int node) {
        return new InetSocketAddress("127.0.0.1", nodes.ports(node).sip());
    }
}
