package io.lamplight.presence.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.junit.jupiter.api.Test;

class KeeperPingerTest {
    private static final int SHARDS = 25;

    private final List<Integer> pinged = new ArrayList<>();
    private boolean leads = true;
    private final BehaviorTestKit<KeeperPinger.Message> pinger =
            BehaviorTestKit.create(KeeperPinger.behavior(SHARDS, () -> leads, pinged::add));

    @Test
    void reachesEachShardOnceInTenTurns() {
        for (int i = 0; i < 10; i++) {
            pinger.run(KeeperPinger.Tick.INSTANCE);
            assertThat(pinged.size()).isLessThanOrEqualTo((i + 1) * 3);
        }

        assertThat(pinged).containsExactlyInAnyOrderElementsOf(all());
    }

    @Test
    void reachesAllAtOnceWhenANodeIsLost() {
        pinger.run(KeeperPinger.NodeLost.INSTANCE);

        assertThat(pinged).containsExactlyElementsOf(all());
    }

    @Test
    void leavesItToTheOneThatLeads() {
        leads = false;

        pinger.run(KeeperPinger.Tick.INSTANCE);
        pinger.run(KeeperPinger.NodeLost.INSTANCE);

        assertThat(pinged).isEmpty();
    }

    private static List<Integer> all() {
        return IntStream.range(0, SHARDS).boxed().toList();
    }
}
