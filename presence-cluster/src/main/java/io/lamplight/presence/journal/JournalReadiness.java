package io.lamplight.presence.journal;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;

/** Readiness check for Pekko Management: the journal answers a read with the consistency that recovery needs. */
public final class JournalReadiness implements Supplier<CompletionStage<Boolean>> {
    private final JournalStore store;
    private final EntityReader reader;

    public JournalReadiness(ActorSystem system) {
        store = JournalStore.get(system);
        reader = new EntityReader(store);
    }

    @Override
    public CompletionStage<Boolean> get() {
        return store.opened()
                .thenCompose(open -> reader.events("ready|ready", 1, 1, 1))
                .thenApply(nothing -> true);
    }
}
