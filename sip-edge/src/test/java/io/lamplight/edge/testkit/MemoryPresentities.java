package io.lamplight.edge.testkit;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** The least that makes a presence server of an edge: the last body of each resource, and who watches. */
public final class MemoryPresentities implements Presentities {
    private static final class Presentity {
        private String etag = "";
        private Bytes body = Bytes.EMPTY;
        private final Map<String, Watcher> watchers = new LinkedHashMap<>();
    }

    private static final class Watcher {
        private DialogState dialog;
        private String eventId = "";
        private long cseq;
        private long expiresAt;
    }

    private final Map<Aor, Presentity> presentities = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final Queue<PresentityCommand> failures = new ConcurrentLinkedQueue<>();
    private volatile Consumer<EdgeCommand> edge = command -> {};

    /** Where NOTIFYs after a PUBLISH go. */
    public void notifyBy(Consumer<EdgeCommand> to) {
        edge = to;
    }

    /** Live subscriptions to all resources. */
    public int watchers() {
        return presentities.values().stream()
                .mapToInt(presentity -> presentity.watchers.size())
                .sum();
    }

    public Queue<PresentityCommand> failures() {
        return failures;
    }

    @Override
    public CompletionStage<SubscribeReply> subscribe(
            Aor resource, Function<ActorRef<SubscribeReply>, PresentityCommand.Subscribe> request) {
        PresentityCommand.Subscribe command = request.apply(null);
        Presentity presentity = presentities.computeIfAbsent(resource, name -> new Presentity());
        synchronized (presentity) {
            String tag = command.dialog().localTag();
            if (tag.isEmpty()) {
                tag = "t" + ids.incrementAndGet();
                presentity.watchers.put(tag, new Watcher());
            }
            Watcher watcher = presentity.watchers.get(tag);
            if (watcher == null) {
                return CompletableFuture.completedStage(Rejected.of(481, "Subscription Does Not Exist"));
            }
            watcher.dialog = command.dialog().withLocalTag(tag);
            watcher.eventId = command.eventId();
            watcher.expiresAt = System.currentTimeMillis() + 1000L * command.expires();
            boolean end = command.expires() == 0;
            SendNotifies first = notifies(resource, command.event(), presentity, List.of(watcher), end);
            if (end) {
                presentity.watchers.remove(tag);
            }
            return CompletableFuture.completedStage(new SubscribeReply.Accepted(tag, command.expires(), first));
        }
    }

    @Override
    public CompletionStage<PublishReply> publish(
            Aor resource, Function<ActorRef<PublishReply>, PresentityCommand.Publish> request) {
        PresentityCommand.Publish command = request.apply(null);
        Presentity presentity = presentities.computeIfAbsent(resource, name -> new Presentity());
        synchronized (presentity) {
            if (!command.ifMatch().isEmpty() && !command.ifMatch().equals(presentity.etag)) {
                return CompletableFuture.completedStage(Rejected.of(412, "Conditional Request Failed"));
            }
            presentity.etag = "e" + ids.incrementAndGet();
            if (!command.body().isEmpty() || command.expires() == 0) {
                presentity.body = command.body();
                List<Watcher> all = List.copyOf(presentity.watchers.values());
                for (int from = 0; from < all.size(); from += SendNotifies.MAX_LINES) {
                    List<Watcher> some = all.subList(from, Math.min(all.size(), from + SendNotifies.MAX_LINES));
                    edge.accept(notifies(resource, command.event(), presentity, some, false));
                }
            }
            return CompletableFuture.completedStage(new PublishReply.Accepted(presentity.etag, command.expires()));
        }
    }

    private static SendNotifies notifies(
            Aor resource, EventName event, Presentity presentity, List<Watcher> watchers, boolean end) {
        MediaType type = event.value().startsWith("dialog") ? FakePackage.DIALOG : FakePackage.PIDF;
        List<SendNotifies.Line> lines = new ArrayList<>();
        for (Watcher watcher : watchers) {
            watcher.cseq++;
            lines.add(new SendNotifies.Line(
                    watcher.dialog,
                    watcher.eventId,
                    watcher.cseq,
                    watcher.cseq - 1,
                    end ? "terminated" : "active",
                    end ? "timeout" : null,
                    watcher.expiresAt,
                    0));
        }
        return new SendNotifies(resource, event, List.of(NotifyContent.of(type, presentity.body)), lines);
    }

    @Override
    public CompletionStage<PresentityCommand.Description> describe(Aor resource) {
        return CompletableFuture.failedStage(new UnsupportedOperationException("no edge asks that"));
    }

    @Override
    public void tell(Aor resource, PresentityCommand command) {
        failures.add(command);
    }
}
