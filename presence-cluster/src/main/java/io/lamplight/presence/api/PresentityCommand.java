package io.lamplight.presence.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/** What edges, presence user agents, the admin API and keepers ask of a presentity. */
public sealed interface PresentityCommand extends PresentityMessage, WireMessage
        permits PresentityCommand.Subscribe,
                PresentityCommand.Publish,
                PresentityCommand.NotifyFailed,
                PresentityCommand.EdgeLost,
                PresentityCommand.Wake,
                PresentityCommand.Describe,
                KeeperCommand {
    /** A time that does not come. */
    long NEVER = Long.MAX_VALUE;

    /**
     * SUBSCRIBE, initial or in its dialog, after the edge's own checks (Event, Accept, 423).
     *
     * @param eventId the Event header's {@code id} parameter, or empty
     * @param dialog with an empty local tag when the request has no To tag
     * @param cseq the request's CSeq number
     * @param expires seconds to grant; 0 ends the subscription, or fetches (RFC 6665 §4.4.3)
     * @param accept the notification body type that the watcher is to get
     * @param lens what the watcher is to see, as the event package made it of the request
     * @param transaction hash of the client transaction (Via branch, sent-by, CSeq), so that a retransmission that
     *     another edge received, or this one after a restart, is told from a second path (482)
     * @param answerBy epoch milliseconds; later the asker has answered 503 for itself, and a change that it knows nothing
     *     of would be worse than none
     */
    record Subscribe(
            EventName event,
            String eventId,
            DialogState dialog,
            long cseq,
            int expires,
            MediaType accept,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Lens lens,
            long transaction,
            long answerBy,
            ActorRef<SubscribeReply> replyTo)
            implements PresentityCommand {
        public Subscribe {
            lens = Lens.orNone(lens);
        }

        /** With the common view, and no end to the asker's patience yet. */
        public Subscribe(
                EventName event,
                String eventId,
                DialogState dialog,
                long cseq,
                int expires,
                MediaType accept,
                long transaction,
                ActorRef<SubscribeReply> replyTo) {
            this(event, eventId, dialog, cseq, expires, accept, Lens.NONE, transaction, NEVER, replyTo);
        }

        public Subscribe through(Lens other) {
            return new Subscribe(event, eventId, dialog, cseq, expires, accept, other, transaction, answerBy, replyTo);
        }

        public Subscribe answeredBy(long epochMillis) {
            return new Subscribe(
                    event, eventId, dialog, cseq, expires, accept, lens, transaction, epochMillis, replyTo);
        }
    }

    /**
     * PUBLISH (RFC 3903) after the edge's own checks (Event, Content-Type, 423).
     *
     * @param ifMatch the SIP-If-Match entity-tag, or empty for an initial publication
     * @param contentType null when the request has no body
     * @param expires seconds to grant; 0 removes
     * @param transaction as in {@link Subscribe}
     * @param answerBy as in {@link Subscribe}
     */
    record Publish(
            EventName event,
            String ifMatch,
            MediaType contentType,
            Bytes body,
            int expires,
            long transaction,
            long answerBy,
            ActorRef<PublishReply> replyTo)
            implements PresentityCommand {

        /** With no end to the asker's patience yet. */
        public Publish(
                EventName event,
                String ifMatch,
                MediaType contentType,
                Bytes body,
                int expires,
                long transaction,
                ActorRef<PublishReply> replyTo) {
            this(event, ifMatch, contentType, body, expires, transaction, NEVER, replyTo);
        }

        public Publish answeredBy(long epochMillis) {
            return new Publish(event, ifMatch, contentType, body, expires, transaction, epochMillis, replyTo);
        }
    }

    /**
     * A NOTIFY was not accepted. Sent by the edge, once per NOTIFY; a 2xx is not reported.
     *
     * @param code the final response, or 408 when none came in 64*T1 and 503 when it could not be sent
     * @param retryAfterSeconds the response's Retry-After, or -1
     */
    record NotifyFailed(EventName event, String localTag, long cseq, int code, int retryAfterSeconds)
            implements PresentityCommand {}

    /** An edge has left the cluster; NOTIFYs under way there may be lost. Sent by {@link Edges}. */
    record EdgeLost(String edge) implements PresentityCommand {}

    /**
     * Be in memory: something falls due, or may have been lost. Sent by the keeper of the shard, which hears
     * {@link KeeperCommand.Awake} for it. Harmless to one that is awake.
     *
     * @param resend whether NOTIFYs may have been under way when the shard's last home went: the newest state goes out
     *     once more
     */
    record Wake(boolean resend) implements PresentityCommand {}

    /** The whole state, for the admin API. */
    record Describe(ActorRef<Description> replyTo) implements PresentityCommand {}

    /** Answer to {@link Describe}. */
    record Description(Aor resource, List<PackageDescription> packages) implements WireMessage {}

    record PackageDescription(
            EventName event,
            List<PublicationDescription> publications,
            List<SubscriptionDescription> subscriptions,
            Map<String, String> documents) {}

    record PublicationDescription(
            String id, String etag, MediaType contentType, String body, Instant publishedAt, Instant expiresAt) {}

    record SubscriptionDescription(
            DialogState dialog,
            String eventId,
            String state,
            MediaType accept,
            Lens lens,
            Instant expiresAt,
            long lastCseq) {
        public SubscriptionDescription {
            lens = Lens.orNone(lens);
        }
    }
}
