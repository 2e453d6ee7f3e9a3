package io.lamplight.edge.in;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what follows a question exactly once, whichever way the question ends, on the thread that ends it. A fault of what
 * follows is logged and handed to {@code onFault}, so that the peer hears of it too.
 */
final class Asked {
    private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

    private Asked() {}

    // What follows the last step is nothing: its faults are caught in it.
    @SuppressWarnings("FutureReturnValueIgnored")
    static <T> void of(Supplier<CompletionStage<T>> question, BiConsumer<T, Throwable> then, Runnable onFault) {
        CompletionStage<T> stage;
        try {
            stage = question.get();
        } catch (RuntimeException e) {
            follow(null, e, then, onFault);
            return;
        }
        // Said outright, since the stages of Pekko's ask run what follows them in another thread: on two cores a new
        // one each.
        stage.whenCompleteAsync((reply, failure) -> follow(reply, failure, then, onFault), Runnable::run);
    }

    private static <T> void follow(T reply, Throwable failure, BiConsumer<T, Throwable> then, Runnable onFault) {
        try {
            then.accept(reply, failure);
        } catch (RuntimeException e) {
            LOG.error("cannot handle a presentity's answer", e);
            fault(onFault);
        }
    }

    private static void fault(Runnable onFault) {
        try {
            onFault.run();
        } catch (RuntimeException e) {
            // The completing thread is not ours: it must not suffer.
            LOG.error("cannot answer a fault", e);
        }
    }
}
