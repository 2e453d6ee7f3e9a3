package io.lamplight.presence.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import java.util.List;
import java.util.Map;

/**
 * What happened to a presentity, as the journal keeps it. The names in the annotations are the journal's type ids: they
 * are never reused, and golden files of each lie in {@code src/test/resources/journal}. Times are epoch milliseconds.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(PresentityEvent.Published.class),
    @JsonSubTypes.Type(PresentityEvent.PublicationRefreshed.class),
    @JsonSubTypes.Type(PresentityEvent.PublicationEnded.class),
    @JsonSubTypes.Type(PresentityEvent.Subscribed.class),
    @JsonSubTypes.Type(PresentityEvent.Resubscribed.class),
    @JsonSubTypes.Type(PresentityEvent.SubscriptionEnded.class),
    @JsonSubTypes.Type(PresentityEvent.Renotified.class),
    @JsonSubTypes.Type(PresentityEvent.NotifyDeferred.class),
    @JsonSubTypes.Type(PresentityEvent.MarksKept.class)
})
sealed interface PresentityEvent {

    /**
     * A new publication, or a new body for one.
     *
     * @param id of the publication, the same for all its bodies
     * @param shown whether watchers get a NOTIFY, and so whether their counters move
     * @param shownTo which of them, where a change shows to some only; empty: all
     * @param marks what the package asked to remember, each with its end
     */
    @JsonTypeName("published")
    record Published(
            EventName event,
            String id,
            String etag,
            MediaType contentType,
            Bytes body,
            long at,
            long expiresAt,
            long transaction,
            boolean shown,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Form> shownTo,
            Map<String, Long> marks)
            implements PresentityEvent {
        public Published {
            shownTo = shownTo == null ? List.of() : List.copyOf(shownTo);
        }

        Published asShown(List<Form> to) {
            return new Published(event, id, etag, contentType, body, at, expiresAt, transaction, true, to, marks);
        }
    }

    @JsonTypeName("publication-refreshed")
    record PublicationRefreshed(EventName event, String id, String etag, long expiresAt, long transaction)
            implements PresentityEvent {}

    /**
     * Removed by its publisher, run out, or ended by us since its publisher was never told of it.
     *
     * @param shownTo as in {@link Published}
     */
    @JsonTypeName("publication-ended")
    record PublicationEnded(
            EventName event,
            String id,
            String cause,
            long at,
            boolean shown,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Form> shownTo,
            Map<String, Long> marks)
            implements PresentityEvent {
        static final String REMOVED = "removed";
        static final String EXPIRED = "expired";
        static final String UNCLAIMED = "unclaimed";

        public PublicationEnded {
            shownTo = shownTo == null ? List.of() : List.copyOf(shownTo);
        }

        PublicationEnded asShown(List<Form> to) {
            return new PublicationEnded(event, id, cause, at, true, to, marks);
        }
    }

    @JsonTypeName("subscribed")
    record Subscribed(
            EventName event,
            String eventId,
            DialogState dialog,
            MediaType accept,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Lens lens,
            long remoteCseq,
            long transaction,
            long expiresAt)
            implements PresentityEvent {
        public Subscribed {
            lens = Lens.orNone(lens);
        }
    }

    @JsonTypeName("resubscribed")
    record Resubscribed(
            EventName event,
            String localTag,
            String remoteTarget,
            Flow flow,
            MediaType accept,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Lens lens,
            long remoteCseq,
            long transaction,
            long expiresAt)
            implements PresentityEvent {
        public Resubscribed {
            lens = Lens.orNone(lens);
        }
    }

    /**
     * The subscription is over.
     *
     * @param reason as in Subscription-State (RFC 6665 §4.1.3), or {@code unreachable} when its NOTIFY failed
     */
    @JsonTypeName("subscription-ended")
    record SubscriptionEnded(EventName event, String localTag, String reason) implements PresentityEvent {
        static final String TIMEOUT = "timeout";
        static final String UNREACHABLE = "unreachable";
    }

    /** The newest state goes out once more, since an earlier NOTIFY may be lost. No tags: to all watchers. */
    @JsonTypeName("renotified")
    record Renotified(EventName event, List<String> localTags) implements PresentityEvent {}

    /** The watcher refused a NOTIFY for now (RFC 6665 §4.2.2): the newest state goes out at {@code until}. */
    @JsonTypeName("notify-deferred")
    record NotifyDeferred(EventName event, String localTag, long until) implements PresentityEvent {}

    /**
     * The last event of a presentity that holds nothing but marks which still count: the journal may forget all events
     * before it.
     *
     * @param marks by the event name's text, each with its end
     */
    @JsonTypeName("marks-kept")
    record MarksKept(Map<String, Map<String, Long>> marks) implements PresentityEvent {}
}
