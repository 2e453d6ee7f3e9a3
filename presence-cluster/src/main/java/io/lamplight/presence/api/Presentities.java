package io.lamplight.presence.api;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The presentities of the whole cluster. The stages fail when no answer came in time; what was asked may or may not have
 * been done then, and nothing may be acknowledged.
 */
public interface Presentities {
    CompletionStage<SubscribeReply> subscribe(
            Aor resource, Function<ActorRef<SubscribeReply>, PresentityCommand.Subscribe> request);

    CompletionStage<PublishReply> publish(
            Aor resource, Function<ActorRef<PublishReply>, PresentityCommand.Publish> request);

    CompletionStage<PresentityCommand.Description> describe(Aor resource);

    void tell(Aor resource, PresentityCommand command);
}
