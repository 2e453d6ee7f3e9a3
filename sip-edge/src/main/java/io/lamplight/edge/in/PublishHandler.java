package io.lamplight.edge.in;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.Header;
import io.lamplight.edge.message.HeaderLines;
import io.lamplight.edge.message.RawMessage;
import io.lamplight.edge.message.SipRequest;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.spi.EventPackages;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PUBLISH in the order of RFC 3903 §6: event, condition, lifetime, body; then it is the presentity's. */
final class PublishHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PublishHandler.class);

    private final Presentities presentities;
    private final Events events;
    private final Answering answering;
    private final Admission admission;

    PublishHandler(Presentities presentities, EventPackages packages, Answering answering, Admission admission) {
        this.presentities = presentities;
        this.events = new Events(packages);
        this.answering = answering;
        this.admission = admission;
    }

    void handle(Exchange exchange, Aor resource) {
        SipRequest request = exchange.request();
        RawMessage raw = request.raw();
        Events.Found event = events.find(raw, 489);
        Rejected refusal = event.refusal() != null ? event.refusal() : check(request, event);
        if (refusal != null) {
            answering.refuse(exchange, refusal);
            return;
        }
        String condition = raw.first(Header.SIP_IF_MATCH);
        if (!admission.enter(condition != null)) {
            answering.unavailable(exchange);
            return;
        }
        int length = request.bodyLength();
        Bytes body = length == 0 ? Bytes.EMPTY : Bytes.wrap(raw.body(length));
        MediaType type = length == 0 ? null : contentType(raw);
        int expires = Lifetime.granted(raw, event.expiry());
        long transaction = request.transactionHash();
        Asked.of(
                () -> presentities.publish(
                        resource,
                        replyTo -> new PresentityCommand.Publish(
                                event.name(),
                                condition == null ? "" : condition,
                                type,
                                body,
                                expires,
                                transaction,
                                replyTo)),
                (reply, failure) -> {
                    admission.leave();
                    answer(exchange, resource, reply, failure);
                },
                () -> answering.fault(exchange));
    }

    /** Null if all is well. */
    private Rejected check(SipRequest request, Events.Found event) {
        Set<MediaType> types = event.pack().publishTypes();
        if (types.isEmpty()) {
            return events.unknown();
        }
        RawMessage raw = request.raw();
        int conditions = raw.count(Header.SIP_IF_MATCH);
        if (conditions > 1 || conditions == 1 && !Grammar.isToken(raw.first(Header.SIP_IF_MATCH))) {
            return Rejected.of(400, "Bad SIP-If-Match");
        }
        Rejected brief = Lifetime.refusal(raw, event.expiry());
        if (brief != null) {
            return brief;
        }
        if (conditions == 0) {
            if (request.bodyLength() == 0) {
                return Rejected.of(400, "No Body");
            }
            if (Lifetime.granted(raw, event.expiry()) == 0) {
                return Rejected.of(400, "Nothing To Remove");
            }
        }
        return request.bodyLength() == 0 ? null : body(raw, types);
    }

    private static Rejected body(RawMessage raw, Set<MediaType> types) {
        String encoding = raw.first(Header.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return new Rejected(415, "Unsupported Media Type", Map.of("Accept-Encoding", "identity"));
        }
        if (raw.count(Header.CONTENT_TYPE) != 1) {
            return Rejected.of(400, "No Content-Type");
        }
        MediaType type = contentType(raw);
        if (type == null) {
            return Rejected.of(400, "Bad Content-Type");
        }
        return types.contains(type)
                ? null
                : new Rejected(
                        415,
                        "Unsupported Media Type",
                        Map.of(
                                "Accept",
                                types.stream().map(MediaType::value).sorted().collect(Collectors.joining(", "))));
    }

    /** Null if malformed. */
    private static MediaType contentType(RawMessage raw) {
        String value = raw.first(Header.CONTENT_TYPE);
        int semicolon = Grammar.find(value, ';', 0);
        int slash = value.indexOf('/');
        if (slash < 0 || slash > semicolon) {
            return null;
        }
        String type = value.substring(0, slash).trim();
        String subtype = value.substring(slash + 1, semicolon).trim();
        return Grammar.isToken(type) && Grammar.isToken(subtype) ? MediaType.of(type, subtype) : null;
    }

    private void answer(Exchange exchange, Aor resource, PublishReply reply, Throwable failure) {
        if (reply instanceof Rejected rejected) {
            answering.refuse(exchange, rejected);
        } else if (reply instanceof PublishReply.Accepted accepted) {
            HeaderLines headers = new HeaderLines();
            if (!accepted.etag().isEmpty()) {
                headers.add("SIP-ETag", accepted.etag());
            }
            answering.ok(
                    exchange, null, headers.add("Expires", accepted.expires()).toString());
        } else {
            LOG.debug("{}: no answer to PUBLISH", resource, failure);
            answering.unavailable(exchange);
        }
    }
}
