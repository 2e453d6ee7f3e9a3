package io.lamplight.presence;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SubscribeReply;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Reaches a presentity by its AOR, on whatever node it lives. */
final class ShardedPresentities implements Presentities {
    static final EntityTypeKey<PresentityCommand> TYPE_KEY =
            EntityTypeKey.create(PresentityCommand.class, "presentity");

    private final ClusterSharding sharding;
    private final Clock clock;
    private final Duration timeout;

    ShardedPresentities(ClusterSharding sharding, Clock clock, Duration timeout) {
        this.sharding = sharding;
        this.clock = clock;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<SubscribeReply> subscribe(
            Aor resource, Function<ActorRef<SubscribeReply>, PresentityCommand.Subscribe> request) {
        return sharding.entityRefFor(TYPE_KEY, resource.uri())
                .ask(
                        (ActorRef<SubscribeReply> replyTo) ->
                                request.apply(replyTo).answeredBy(deadline()),
                        timeout);
    }

    @Override
    public CompletionStage<PublishReply> publish(
            Aor resource, Function<ActorRef<PublishReply>, PresentityCommand.Publish> request) {
        return sharding.entityRefFor(TYPE_KEY, resource.uri())
                .ask((ActorRef<PublishReply> replyTo) -> request.apply(replyTo).answeredBy(deadline()), timeout);
    }

    @Override
    public CompletionStage<PresentityCommand.Description> describe(Aor resource) {
        return sharding.entityRefFor(TYPE_KEY, resource.uri()).ask(PresentityCommand.Describe::new, timeout);
    }

    @Override
    public void tell(Aor resource, PresentityCommand command) {
        sharding.entityRefFor(TYPE_KEY, resource.uri()).tell(command);
    }

    private long deadline() {
        return clock.millis() + timeout.toMillis();
    }
}
