package io.lamplight.edge.in;

import io.lamplight.edge.message.HeaderLines;
import io.lamplight.edge.message.RawMessage;
import io.lamplight.edge.message.RequestReader;
import io.lamplight.edge.message.ResponseScan;
import io.lamplight.edge.message.SipRequest;
import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.transport.Framing;
import io.lamplight.edge.transport.Inbound;
import io.lamplight.edge.transport.Origin;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.spi.EventPackages;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that the transports receive comes in here: responses go to their transactions, requests to their handlers. */
public final class EdgeListener implements Inbound {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeListener.class);

    /** Timer J (RFC 3261 §17.2.2): as long a retransmission may come. */
    private static final long TIMER_J_MILLIS = 32_000;

    private final RequestChecks checks;
    private final Answering answering;
    private final SubscribeHandler subscribes;
    private final PublishHandler publishes;
    private final EdgeMetrics metrics;
    private final Consumer<byte[]> responses;
    private final int maxBody;
    private final String capabilities;
    private final Generations<Exchange> exchanges;

    /**
     * What the listener works with.
     *
     * @param maxBody octets, larger ones get 413
     * @param maxPending requests that may wait for presentities
     * @param answers kept for retransmissions
     * @param transports names of those by which watchers can be reached
     * @param retryAfter seconds for the next 503
     * @param millis monotonic
     */
    public record Parts(
            String edgeId,
            List<String> domains,
            int maxBody,
            int maxPending,
            int answers,
            Set<String> transports,
            Presentities presentities,
            EventPackages packages,
            EdgeMetrics metrics,
            IntSupplier retryAfter,
            LongSupplier millis) {}

    private EdgeListener(Parts parts, Consumer<SendNotifies> notifier, Consumer<byte[]> responses) {
        Admission admission = new Admission(parts.maxPending());
        this.metrics = parts.metrics();
        this.checks = new RequestChecks(new Domains(parts.domains()));
        this.answering = new Answering(metrics, parts.retryAfter());
        this.subscribes = new SubscribeHandler(
                parts.edgeId(),
                new Reach(parts.transports()),
                parts.presentities(),
                parts.packages(),
                answering,
                admission,
                notifier);
        this.publishes = new PublishHandler(parts.presentities(), parts.packages(), answering, admission);
        this.responses = responses;
        this.maxBody = parts.maxBody();
        this.capabilities = capabilities(parts.packages());
        this.exchanges = new Generations<>(TIMER_J_MILLIS, parts.answers(), parts.millis());
        metrics.pending(admission::pending);
    }

    /** A listener that hands NOTIFYs and the octets of responses to the client side. */
    public static EdgeListener create(Parts parts, Consumer<SendNotifies> notifier, Consumer<byte[]> responses) {
        return new EdgeListener(parts, notifier, responses);
    }

    private static String capabilities(EventPackages packages) {
        String accept = packages.all().stream()
                .flatMap(one -> one.pack().publishTypes().stream())
                .map(MediaType::value)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return new HeaderLines()
                .add("Allow", Methods.ALLOW)
                .add("Accept", accept)
                .add("Accept-Encoding", "identity")
                .add("Allow-Events", packages.allowEvents())
                .add("Supported", "")
                .toString();
    }

    @Override
    public void received(byte[] message, Origin origin, Framing framing) {
        try {
            if (ResponseScan.isResponse(message)) {
                responses.accept(message);
            } else if (!isKeepAlive(message)) {
                request(RawMessage.read(message), origin, framing);
            }
        } catch (RuntimeException e) {
            // Last resort: a fault of ours must not end the transport's thread; the peer sends again.
            LOG.error("cannot handle a message from {}", origin.text(), e);
        }
    }

    private static boolean isKeepAlive(byte[] message) {
        for (byte b : message) {
            if (b != '\r' && b != '\n' && b != 0) {
                return false;
            }
        }
        return true;
    }

    private void request(RawMessage raw, Origin origin, Framing framing) {
        SipRequest request = RequestReader.read(raw, origin, framing);
        if (request == null) {
            metrics.unreadable();
            return;
        }
        if (request.method().equals(Methods.ACK)) {
            return;
        }
        Exchange exchange = new Exchange(request);
        if (request.fault() != null) {
            answering.refuse(exchange, Rejected.of(400, "Bad Request: " + request.fault()));
            return;
        }
        Exchange before = exchanges.putIfAbsent(request.requestHash(), exchange);
        boolean same = before != null && before.transaction() == exchange.transaction();
        if (same && !origin.transport().reliable() && !before.isDropped()) {
            again(before, request);
            return;
        }
        try {
            serve(exchange, request, framing, before != null && !same);
        } catch (RuntimeException e) {
            LOG.error("cannot serve {} {}", request.method(), request.uri(), e);
            answering.fault(exchange);
        }
    }

    /** A retransmission: absorbed while the first is worked on, then answered alike. */
    private void again(Exchange before, SipRequest request) {
        Exchange.Answer answer = before.answer();
        if (answer != null) {
            answering.send(request, answer);
        }
    }

    /**
     * Serves a request.
     *
     * @param elsewhere whether it came by another path before (RFC 3261 §8.2.2.2, SUB-25)
     */
    private void serve(Exchange exchange, SipRequest request, Framing framing, boolean elsewhere) {
        RequestChecks.Verdict verdict = checks.check(request);
        Rejected refusal = verdict.refusal();
        if (refusal == null && elsewhere && !request.inDialog()) {
            refusal = Rejected.of(482, "Merged Request");
        }
        if (refusal == null) {
            refusal = RequestChecks.unsupported(request);
        }
        if (refusal == null && (framing == Framing.TOO_LARGE || request.bodyLength() > maxBody)) {
            refusal = Rejected.of(413, "Request Entity Too Large");
        }
        if (refusal != null) {
            answering.refuse(exchange, refusal);
        } else if (request.method().equals(Methods.PUBLISH)) {
            publishes.handle(exchange, verdict.resource().orElseThrow());
        } else if (request.method().equals(Methods.SUBSCRIBE)) {
            subscribes.handle(exchange, verdict.resource().orElseThrow());
        } else {
            answering.ok(exchange, null, capabilities);
        }
    }
}
