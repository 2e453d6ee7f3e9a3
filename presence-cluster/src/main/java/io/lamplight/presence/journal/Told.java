package io.lamplight.presence.journal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One who waits for a {@link Write}. */
record Told(Runnable whenWritten, Consumer<Throwable> whenRefused) implements Write.Waiting {
    static Told of(Runnable whenWritten, Consumer<Throwable> whenRefused) {
        return new Told(whenWritten, whenRefused);
    }

    static Told completing(CompletableFuture<Void> future) {
        return new Told(() -> future.complete(null), future::completeExceptionally);
    }

    @Override
    public void written() {
        whenWritten.run();
    }

    @Override
    public void refused(Throwable why) {
        whenRefused.accept(why);
    }
}
