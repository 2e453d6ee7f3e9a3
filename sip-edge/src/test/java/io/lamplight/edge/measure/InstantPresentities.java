package io.lamplight.edge.measure;

import io.lamplight.edge.testkit.FakePackage;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Accepts all at once and remembers nothing, so that what is measured is the edge. */
final class InstantPresentities implements Presentities {
    static final EventName PRESENCE = new EventName("presence");
    static final NotifyContent CONTENT = NotifyContent.of(FakePackage.PIDF, Bytes.utf8("x".repeat(600)));

    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    long failures() {
        return failures.get();
    }

    @Override
    public CompletionStage<SubscribeReply> subscribe(
            Aor resource, Function<ActorRef<SubscribeReply>, PresentityCommand.Subscribe> request) {
        PresentityCommand.Subscribe command = request.apply(null);
        String tag = "watcher-" + ids.incrementAndGet();
        SendNotifies first = notifies(resource, List.of(line(command.dialog().withLocalTag(tag), 1)));
        return asked(new SubscribeReply.Accepted(tag, command.expires(), first));
    }

    @Override
    public CompletionStage<PublishReply> publish(
            Aor resource, Function<ActorRef<PublishReply>, PresentityCommand.Publish> request) {
        PresentityCommand.Publish command = request.apply(null);
        return asked(new PublishReply.Accepted("etag-" + ids.incrementAndGet(), command.expires()));
    }

    /** The kind of stage that an actor's answer comes in: it has its own view of which thread goes on. */
    private static <T> CompletionStage<T> asked(T reply) {
        return FutureConverters.asJava(Future.successful(reply));
    }

    static SendNotifies notifies(Aor resource, List<SendNotifies.Line> lines) {
        return new SendNotifies(resource, PRESENCE, List.of(CONTENT), lines);
    }

    static SendNotifies.Line line(DialogState dialog, long cseq) {
        return new SendNotifies.Line(
                dialog, "", cseq, cseq - 1, "active", null, System.currentTimeMillis() + 600_000, 0);
    }

    @Override
    public CompletionStage<PresentityCommand.Description> describe(Aor resource) {
        return CompletableFuture.failedStage(new UnsupportedOperationException("no edge asks that"));
    }

    @Override
    public void tell(Aor resource, PresentityCommand command) {
        failures.incrementAndGet();
    }
}
