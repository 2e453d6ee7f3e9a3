package io.lamplight.presence.entity;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Edges;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.SendNotifies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** Groups the NOTIFYs of one change by edge and body: one message for each edge, each body encoded once. */
final class NotifyPlanner {
    static final String ACTIVE = "active";
    static final String TERMINATED = "terminated";

    private final Aor resource;
    private final Edges edges;

    NotifyPlanner(Aor resource, Edges edges) {
        this.resource = resource;
        this.edges = edges;
    }

    /** What a subscription's NOTIFY says while it lives; its number is the one that {@code state} holds. */
    static SendNotifies.Line active(PackageState state, Subscription subscription, int content) {
        long cseq = state.cseq(subscription);
        return new SendNotifies.Line(
                subscription.dialog(),
                subscription.eventId(),
                cseq,
                cseq - 1,
                ACTIVE,
                null,
                subscription.expiresAt(),
                content);
    }

    /** The last NOTIFY of a subscription that {@code before} still held. */
    static SendNotifies.Line last(PackageState before, Subscription subscription, String reason) {
        long cseq = before.cseq(subscription) + 1;
        return new SendNotifies.Line(
                subscription.dialog(), subscription.eventId(), cseq, cseq - 1, TERMINATED, reason, 0, 0);
    }

    SendNotifies single(EventName event, NotifyContent content, SendNotifies.Line line) {
        return new SendNotifies(resource, event, List.of(content), List.of(line));
    }

    /** The dialog has moved from {@code edge} to another one. */
    void forget(String edge, String localTag) {
        edges.exactly(edge).ifPresent(ref -> ref.tell(new EdgeCommand.Forget(localTag)));
    }

    /** Sends what was made for one dialog by that dialog's edge. */
    void send(SendNotifies single) {
        SendNotifies.Line line = single.lines().get(0);
        edges.route(line.dialog().flow().edge()).ifPresent(edge -> edge.tell(single));
    }

    /** Sends {@code line} by its dialog's edge. */
    void send(EventName event, NotifyContent content, SendNotifies.Line line) {
        send(single(event, content, line));
    }

    /** Sends the newest state to {@code watchers}. */
    void fanOut(
            EventName event,
            PackageState state,
            Collection<Subscription> watchers,
            Function<MediaType, NotifyContent> document) {
        Map<ActorRef<EdgeCommand>, Batch> batches = new LinkedHashMap<>(4);
        for (Subscription subscription : watchers) {
            edges.route(subscription.dialog().flow().edge())
                    .ifPresent(edge -> batches.computeIfAbsent(edge, e -> new Batch(event))
                            .add(state, subscription, document)
                            .sendIfFull(edge));
        }
        batches.forEach((edge, batch) -> batch.send(edge));
    }

    private final class Batch {
        private final EventName event;
        private final List<NotifyContent> contents = new ArrayList<>(2);
        private final Map<MediaType, Integer> indexes = new LinkedHashMap<>(2);
        private final List<SendNotifies.Line> lines = new ArrayList<>();
        private int size;

        Batch(EventName event) {
            this.event = event;
        }

        Batch add(PackageState state, Subscription subscription, Function<MediaType, NotifyContent> document) {
            int content = indexes.computeIfAbsent(subscription.accept(), type -> {
                contents.add(document.apply(type));
                return contents.size() - 1;
            });
            lines.add(active(state, subscription, content));
            size += subscription.dialog().textLength();
            return this;
        }

        void sendIfFull(ActorRef<EdgeCommand> edge) {
            if (lines.size() == SendNotifies.MAX_LINES || size >= SendNotifies.MAX_TEXT) {
                send(edge);
            }
        }

        void send(ActorRef<EdgeCommand> edge) {
            if (!lines.isEmpty()) {
                edge.tell(new SendNotifies(resource, event, contents, lines));
                lines.clear();
                size = 0;
            }
        }
    }
}
