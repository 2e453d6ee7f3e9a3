package io.lamplight.edge.in;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what follows a question exactly once, whichever way the question ends, and lets no fault of it vanish. */
final class Asked {
    private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

    private Asked() {}

    static <T> void of(Supplier<CompletionStage<T>> question, BiConsumer<T, Throwable> then) {
        CompletionStage<T> stage;
        try {
            stage = question.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedStage(e);
        }
        CompletionStage<Boolean> handled = stage.handle((reply, failure) -> {
            then.accept(reply, failure);
            return true;
        });
        handled.whenComplete((done, fault) -> {
            if (fault != null) {
                LOG.error("cannot handle a presentity's answer", fault);
            }
        });
    }
}
