package io.lamplight.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.lamplight.edge.rehearsal.Phones;
import io.lamplight.edge.testkit.FakePackage;
import io.lamplight.edge.testkit.MemoryPresentities;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void areServedByARealEdgeWhichLeavesNothingWithItsPresentities() throws Exception {
        MemoryPresentities presentities = new MemoryPresentities();
        Phones.Result result = Rehearsal.play(
                        KIT.system(),
                        EdgeSettings.from(ConfigFactory.load()),
                        presentities,
                        edge -> presentities.notifyBy(edge::tell),
                        FakePackage.packages())
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
        assertThat(result.refusals()).isZero();
        assertThat(result.answers()).isGreaterThanOrEqualTo(Phones.LATEST);
        assertThat(result.notifies())
                .as("each request of a watcher, and changes")
                .isGreaterThan(result.answers() / 2);
        assertThat(presentities.failures()).isEmpty();
        assertThat(presentities.watchers()).isZero();
    }
}
