package io.lamplight.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.KeeperCommand.Scanned;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PathCheckTest {
    private static final int SHARDS = 64;

    private static ActorTestKit system;

    private final Set<Integer> failed = ConcurrentHashMap.newKeySet();
    private final Set<Integer> answered = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void start() {
        system = ActorTestKit.create("pekko.actor.provider = local");
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    @Test
    void isDoneOnlyWhenTheKeeperOfEachShardHasAnswered() {
        TestProbe<String> done = system.createTestProbe();

        system.spawn(
                PathCheck.create(this::failOnce, SHARDS, () -> done.getRef().tell("done")));

        done.expectMessage("done");
        assertThat(answered).hasSize(SHARDS);
        assertThat(failed).hasSize(SHARDS);
    }

    /** Each keeper times out at the first try, as on a node whose shards have no home yet. */
    private CompletionStage<Scanned> failOnce(int shard) {
        if (failed.add(shard)) {
            return CompletableFuture.failedFuture(new TimeoutException());
        }
        answered.add(shard);
        return CompletableFuture.completedFuture(new Scanned(shard));
    }
}
