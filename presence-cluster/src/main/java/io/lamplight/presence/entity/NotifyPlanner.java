package io.lamplight.presence.entity;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Edges;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.SendNotifies;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Sends the newest state to those of {@code watchers} for which there is a document. */
    void fanOut(EventName event, PackageState state, Collection<Subscription> watchers, Documents documents) {
        Map<ActorRef<EdgeCommand>, Batch> batches = new LinkedHashMap<>(4);
        for (Subscription subscription : watchers) {
            NotifyContent document = documents.of(subscription);
            if (document != null) {
                edges.route(subscription.dialog().flow().edge())
                        .ifPresent(edge -> batches.computeIfAbsent(edge, e -> new Batch(event))
                                .add(state, subscription, document)
                                .sendIfFull(edge));
            }
        }
        batches.forEach((edge, batch) -> batch.send(edge));
    }

    private final class Batch {
        private final EventName event;
        private final List<NotifyContent> contents = new ArrayList<>(2);
        private final IdentityHashMap<NotifyContent, Integer> indexes = new IdentityHashMap<>(2);
        private final List<SendNotifies.Line> lines = new ArrayList<>();
        private NotifyContent latest;
        private int latestIndex;
        private int size;

        Batch(EventName event) {
            this.event = event;
        }

        @SuppressWarnings("ReferenceEquality")
        Batch add(PackageState state, Subscription subscription, NotifyContent document) {
            // Most watchers have the view of the one before.
            if (document != latest) {
                latestIndex = indexes.computeIfAbsent(document, this::addContent);
                latest = document;
            }
            lines.add(active(state, subscription, latestIndex));
            size += subscription.dialog().textLength();
            return this;
        }

        /** Each body but the first counts: there may be as many as watchers with views of their own. */
        private int addContent(NotifyContent document) {
            if (!contents.isEmpty()) {
                size += document.body().length();
            }
            contents.add(document);
            return contents.size() - 1;
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
                contents.clear();
                indexes.clear();
                latest = null;
                size = 0;
            }
        }
    }
}
