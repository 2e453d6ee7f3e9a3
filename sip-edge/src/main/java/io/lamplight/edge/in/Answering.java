package io.lamplight.edge.in;

import io.lamplight.edge.message.AnswerWriter;
import io.lamplight.edge.message.HeaderLines;
import io.lamplight.edge.message.Octets;
import io.lamplight.edge.message.SipRequest;
import io.lamplight.edge.message.SipUri;
import io.lamplight.edge.metrics.EdgeMetrics;
import io.lamplight.edge.transport.Origin;
import io.lamplight.presence.api.Rejected;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes, keeps, counts and sends answers. */
final class Answering {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    private final EdgeMetrics metrics;
    private final IntSupplier retryAfter;

    Answering(EdgeMetrics metrics, IntSupplier retryAfter) {
        this.metrics = metrics;
        this.retryAfter = retryAfter;
    }

    void answer(Exchange exchange, int code, String reason, String toTag, String headers) {
        SipRequest request = exchange.request();
        Exchange.Answer answer = new Exchange.Answer(code, reason, toTag, headers);
        exchange.answered(answer);
        metrics.answered(Methods.labelOf(request.method()), code);
        send(request, answer);
    }

    void ok(Exchange exchange, String toTag, String headers) {
        answer(exchange, 200, "OK", toTag, headers);
    }

    void refuse(Exchange exchange, Rejected rejected) {
        HeaderLines lines = new HeaderLines();
        for (Map.Entry<String, String> header : rejected.headers().entrySet()) {
            lines.add(header.getKey(), header.getValue());
        }
        answer(exchange, rejected.code(), rejected.reason(), null, lines.toString());
    }

    /** A fault or an overload of ours (SUB-27): the peer comes back, and not all peers at once. */
    void unavailable(Exchange exchange) {
        String headers =
                new HeaderLines().add("Retry-After", retryAfter.getAsInt()).toString();
        answer(exchange, 503, "Service Unavailable", null, headers);
    }

    /** Something of ours went wrong with a request; if it has its answer all the same, that one stands. */
    void fault(Exchange exchange) {
        if (!exchange.isAnswered()) {
            answer(exchange, 500, "Server Internal Error", null, "");
        }
    }

    /** RFC 3261 §18.2.2 with RFC 3581 §4. */
    void send(SipRequest request, Exchange.Answer answer) {
        Origin origin = request.origin();
        InetSocketAddress to = origin.remote();
        if (origin.transport().reliable()
                ? !origin.transport().isConnected(to)
                : !request.via().wantsPort()) {
            int port =
                    request.via().portOr(SipUri.defaultPort(origin.transport().secure()));
            to = new InetSocketAddress(to.getAddress(), port);
        }
        Octets octets = AnswerWriter.write(request, answer.code(), answer.reason(), answer.toTag(), answer.headers());
        origin.transport()
                .send(
                        octets.shared(),
                        octets.length(),
                        to,
                        () -> LOG.debug("no way for an answer to {}", origin.text()));
    }
}
