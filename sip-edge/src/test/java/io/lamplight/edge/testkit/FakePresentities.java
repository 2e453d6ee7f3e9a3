package io.lamplight.edge.testkit;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SubscribeReply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** Keeps what is asked; answers only when told to, or at once with what was set. */
public final class FakePresentities implements Presentities {
    /** One question. */
    public record Asked<C, R>(Aor resource, C command, CompletableFuture<R> reply) {}

    /** One failure report. */
    public record Told(Aor resource, PresentityCommand command) {}

    private final List<Asked<PresentityCommand.Subscribe, SubscribeReply>> subscribes = new ArrayList<>();
    private final List<Asked<PresentityCommand.Publish, PublishReply>> publishes = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();

    @Override
    public CompletionStage<SubscribeReply> subscribe(
            Aor resource, Function<ActorRef<SubscribeReply>, PresentityCommand.Subscribe> request) {
        CompletableFuture<SubscribeReply> reply = new CompletableFuture<>();
        subscribes.add(new Asked<>(resource, request.apply(null), reply));
        return reply;
    }

    @Override
    public CompletionStage<PublishReply> publish(
            Aor resource, Function<ActorRef<PublishReply>, PresentityCommand.Publish> request) {
        CompletableFuture<PublishReply> reply = new CompletableFuture<>();
        publishes.add(new Asked<>(resource, request.apply(null), reply));
        return reply;
    }

    @Override
    public CompletionStage<PresentityCommand.Description> describe(Aor resource) {
        return CompletableFuture.failedStage(new UnsupportedOperationException("no edge asks that"));
    }

    @Override
    public void tell(Aor resource, PresentityCommand command) {
        told.add(new Told(resource, command));
    }

    public List<Asked<PresentityCommand.Subscribe, SubscribeReply>> subscribes() {
        return subscribes;
    }

    public List<Asked<PresentityCommand.Publish, PublishReply>> publishes() {
        return publishes;
    }

    public List<Told> told() {
        return told;
    }
}
