package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import io.lamplight.deploy.torture.KillRounds;
import io.lamplight.deploy.torture.Ledger;
import io.lamplight.deploy.torture.Load;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code deploy/bench/run.sh kill} in short: the node is killed while phones are at work, again and again. */
class KillUnderLoadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KILLS = 2;

    @Test
    void losesNothingAndReusesNothingOverKillsUnderLoad() throws Exception {
        try (TestCassandra cassandra = TestCassandra.start("KillUnderLoadIT");
                ProcessNodes nodes = new ProcessNodes("KillUnderLoadIT", 1, cassandra.address(), Map.of())) {
            nodes.startAll();
            var server = new InetSocketAddress("127.0.0.1", nodes.ports(1).sip());
            var ledger = new Ledger();
            try (var load = new Load(ledger, () -> List.of(server), "killed", 24, 2)) {
                load.begin(PATIENCE);
                load.run(50);
                var rounds = new KillRounds(load, ledger, victim(nodes), PATIENCE);
                for (int kill = 0; kill < KILLS; kill++) {
                    rounds.next(100);
                }
                load.pause(PATIENCE);
                load.verify(PATIENCE);
                await("the last states; " + ledger).atMost(PATIENCE).until(() -> load.behind(load.acknowledged()) == 0);
            }
            assertThat(ledger.breaches()).as(ledger.toString()).isEmpty();
            assertThat(ledger.of(Ledger.Count.OVERTAKEN)).isZero();
        }
    }

    private static KillRounds.Victim victim(ProcessNodes nodes) {
        return new KillRounds.Victim() {
            @Override
            public void kill() {
                nodes.kill(1);
            }

            @Override
            public void awaitSuccessor() {
                nodes.start(1);
            }

            @Override
            public boolean isReady() {
                return nodes.isReady(1);
            }
        };
    }
}
