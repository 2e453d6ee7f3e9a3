package io.lamplight.edge.in;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import scala.concurrent.Promise;
import scala.jdk.javaapi.FutureConverters;

class AskedTest {
    private final List<Object> seen = new ArrayList<>();

    private void ask(CompletionStage<String> stage) {
        Asked.of(() -> stage, (reply, failure) -> seen.add(failure == null ? reply : failure), () -> seen.add("fault"));
    }

    /** The stages of Pekko's ask start a thread for what follows, unless told not to. */
    @Test
    void goesOnInTheThreadThatAnswers() {
        Promise<String> promise = Promise.apply();
        Asked.of(
                () -> FutureConverters.asJava(promise.future()),
                (reply, failure) -> seen.add(Thread.currentThread()),
                () -> seen.add("fault"));

        promise.success("reply");

        assertThat(seen).containsExactly(Thread.currentThread());
    }

    @Test
    void takesAQuestionThatCannotBeAskedForAFailure() {
        RuntimeException why = new IllegalStateException("no shard region");
        Asked.of(
                () -> {
                    throw why;
                },
                (reply, failure) -> seen.add(failure),
                () -> seen.add("fault"));
        ask(CompletableFuture.failedStage(why));

        assertThat(seen).containsExactly(why, why);
    }

    @Test
    void tellsOfAFaultOfWhatFollows() {
        Asked.of(
                () -> CompletableFuture.completedStage("reply"),
                (reply, failure) -> {
                    throw new IllegalStateException("on purpose");
                },
                () -> seen.add("fault"));

        assertThat(seen).containsExactly("fault");
    }
}
