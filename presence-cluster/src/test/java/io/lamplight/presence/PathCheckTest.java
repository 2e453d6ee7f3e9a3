package io.lamplight.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SubscribeReply;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PathCheckTest {
    private static final int SHARDS = 64;

    private static ActorTestKit system;

    @BeforeAll
    static void start() {
        system = ActorTestKit.create("pekko.actor.provider = local");
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    @Test
    void namesOneResourceOfEachShard() {
        var sharding = new HashCodeMessageExtractor<PresentityCommand>(SHARDS);
        Set<String> shards = new HashSet<>();

        PathCheck.oneForEachShard(SHARDS).forEach(name -> shards.add(sharding.shardId(name.uri())));

        assertThat(shards).hasSize(SHARDS);
    }

    @Test
    void isDoneOnlyWhenEachShardHasAnswered() {
        TestProbe<String> done = system.createTestProbe();
        var presentities = new FailingOnce();

        system.spawn(PathCheck.create(presentities, SHARDS, () -> done.getRef().tell("done")));

        done.expectMessage("done");
        assertThat(presentities.answered).hasSize(SHARDS);
        assertThat(presentities.failed).hasSize(SHARDS);
    }

    /** Each resource times out at the first try, as on a node whose shards have no home yet. */
    private static final class FailingOnce implements Presentities {
        private final Set<Aor> failed = ConcurrentHashMap.newKeySet();
        private final Set<Aor> answered = ConcurrentHashMap.newKeySet();

        @Override
        public CompletionStage<PresentityCommand.Description> describe(Aor resource) {
            if (failed.add(resource)) {
                return CompletableFuture.failedFuture(new TimeoutException());
            }
            answered.add(resource);
            return CompletableFuture.completedFuture(new PresentityCommand.Description(resource, List.of()));
        }

        @Override
        public CompletionStage<SubscribeReply> subscribe(
                Aor resource, Function<ActorRef<SubscribeReply>, PresentityCommand.Subscribe> request) {
            throw new AssertionError("only asks for descriptions");
        }

        @Override
        public CompletionStage<PublishReply> publish(
                Aor resource, Function<ActorRef<PublishReply>, PresentityCommand.Publish> request) {
            throw new AssertionError("only asks for descriptions");
        }

        @Override
        public void tell(Aor resource, PresentityCommand command) {
            throw new AssertionError("only asks for descriptions");
        }
    }
}
