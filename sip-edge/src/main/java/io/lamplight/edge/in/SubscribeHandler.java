package io.lamplight.edge.in;

import io.lamplight.edge.message.AcceptHeader;
import io.lamplight.edge.message.Address;
import io.lamplight.edge.message.ContactToken;
import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.Header;
import io.lamplight.edge.message.HeaderLines;
import io.lamplight.edge.message.RawMessage;
import io.lamplight.edge.message.SipRequest;
import io.lamplight.edge.message.SipUri;
import io.lamplight.edge.transport.Origin;
import io.lamplight.edge.transport.SipTransport;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.Presentities;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import io.lamplight.presence.spi.BadParameter;
import io.lamplight.presence.spi.EventPackages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SUBSCRIBE becomes a record, the presentity's reply the answer; the first NOTIFY, which rides in the reply, goes out
 * behind the 200.
 */
final class SubscribeHandler {
    private static final Logger LOG = LoggerFactory.getLogger(SubscribeHandler.class);

    private final String edgeId;
    private final Reach reach;
    private final Presentities presentities;
    private final Events events;
    private final String allowEvents;
    private final Answering answering;
    private final Admission admission;
    private final Consumer<SendNotifies> notifier;

    SubscribeHandler(
            String edgeId,
            Reach reach,
            Presentities presentities,
            EventPackages packages,
            Answering answering,
            Admission admission,
            Consumer<SendNotifies> notifier) {
        this.edgeId = edgeId;
        this.reach = reach;
        this.presentities = presentities;
        this.events = new Events(packages);
        this.allowEvents = packages.allowEvents();
        this.answering = answering;
        this.admission = admission;
        this.notifier = notifier;
    }

    void handle(Exchange exchange, Aor resource) {
        SipRequest request = exchange.request();
        RawMessage raw = request.raw();
        Events.Found event = events.find(raw, 400);
        if (event.refusal() != null) {
            answering.refuse(exchange, event.refusal());
            return;
        }
        Lens lens;
        try {
            lens = event.lens();
        } catch (BadParameter bad) {
            answering.refuse(exchange, Rejected.of(400, bad.getMessage()));
            return;
        }
        Rejected brief = Lifetime.refusal(raw, event.expiry());
        if (brief != null) {
            answering.refuse(exchange, brief);
            return;
        }
        if (request.from().tag().isEmpty()) {
            answering.refuse(exchange, Rejected.of(400, "No From tag"));
            return;
        }
        List<String> accepts = raw.all(Header.ACCEPT);
        AcceptHeader accept = AcceptHeader.parse(accepts);
        String target = raw.count(Header.CONTACT) == 1 ? Address.contactUri(raw.first(Header.CONTACT)) : null;
        if (target == null || accept == null) {
            answering.refuse(exchange, Rejected.of(400, target == null ? "Bad Contact" : "Bad Accept"));
            return;
        }
        List<String> routes = routeSet(raw);
        SipUri next = Reach.nextHop(target, routes);
        Rejected unreachable =
                reach.refusal(next, !routes.isEmpty(), request.origin().transport());
        if (unreachable != null) {
            answering.refuse(exchange, unreachable);
            return;
        }
        List<MediaType> offered = event.pack().notifyTypes();
        Optional<MediaType> type = accepts.isEmpty() ? Optional.of(offered.get(0)) : accept.choose(offered);
        if (type.isEmpty()) {
            answering.refuse(exchange, Rejected.of(406, "Not Acceptable"));
            return;
        }
        if (!admission.enter(request.inDialog())) {
            answering.unavailable(exchange);
            return;
        }
        DialogState dialog = dialog(request, target, routes, isSource(request, routes, next));
        ask(exchange, resource, event, type.get(), lens, dialog);
    }

    private void ask(
            Exchange exchange, Aor resource, Events.Found event, MediaType type, Lens lens, DialogState dialog) {
        SipRequest request = exchange.request();
        int expires = Lifetime.granted(request.raw(), event.expiry());
        long transaction = request.transactionHash();
        Asked.of(
                () -> presentities.subscribe(
                        resource,
                        replyTo -> new PresentityCommand.Subscribe(
                                event.name(),
                                event.id(),
                                dialog,
                                request.cseq(),
                                expires,
                                type,
                                lens,
                                transaction,
                                PresentityCommand.NEVER,
                                replyTo)),
                (reply, failure) -> {
                    admission.leave();
                    answer(exchange, resource, reply, failure);
                },
                () -> answering.fault(exchange));
    }

    private void answer(Exchange exchange, Aor resource, SubscribeReply reply, Throwable failure) {
        if (reply instanceof Rejected rejected) {
            answering.refuse(exchange, rejected);
        } else if (reply instanceof SubscribeReply.Accepted accepted) {
            String headers = new HeaderLines()
                    .add("Expires", accepted.expires())
                    .add("Contact", contact(resource, exchange.request()))
                    .add("Allow-Events", allowEvents)
                    .toString();
            answering.ok(exchange, accepted.localTag(), headers);
            if (accepted.firstNotify() != null) {
                notifier.accept(accepted.firstNotify());
            }
        } else {
            LOG.debug("{}: no answer to SUBSCRIBE", resource, failure);
            answering.unavailable(exchange);
        }
    }

    /**
     * Whether the watcher is where its request came from, whatever its Contact says: there it listens for the answer (RFC
     * 3581), and through a NAT no other place leads to it. A proxy in between would be the one that is found there.
     */
    private static boolean isSource(SipRequest request, List<String> routes, SipUri next) {
        return request.origin().transport().reliable()
                || request.via().wantsPort()
                        && request.via().rest().isEmpty()
                        && request.raw().count(Header.VIA) == 1
                        && routes.isEmpty()
                        && next.way().equals("udp");
    }

    private DialogState dialog(SipRequest request, String target, List<String> routes, boolean source) {
        Origin origin = request.origin();
        return new DialogState(
                request.callId(),
                request.to().tag(),
                request.from().tag(),
                request.to().withoutTag(),
                request.from().withoutTag(),
                target,
                routes,
                new Flow(edgeId, origin.transport().name(), source ? origin.flow() : origin.text()));
    }

    /** RFC 3261 §12.1.1: for the UAS in the order in which they came. */
    private static List<String> routeSet(RawMessage raw) {
        List<String> lines = raw.all(Header.RECORD_ROUTE);
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> routes = new ArrayList<>();
        for (String element : Grammar.elements(lines)) {
            routes.add(element.indexOf('<') < 0 ? '<' + element + '>' : element);
        }
        return routes;
    }

    /** RFC 3261 §12.1.1: a {@code sips} URI where the Request-URI, the top Record-Route, or else the Contact is one. */
    private static String contact(Aor resource, SipRequest request) {
        SipTransport transport = request.origin().transport();
        boolean sips = transport.secure() && (SipUri.isSecure(request.uri()) || isSecure(request.raw()));
        return (sips ? "<sips:" : "<sip:") + ContactToken.of(resource) + '@' + transport.contact(sips) + '>';
    }

    private static boolean isSecure(RawMessage raw) {
        String route = raw.first(Header.RECORD_ROUTE);
        return SipUri.isSecure(Grammar.uriOf(route == null ? raw.first(Header.CONTACT) : route));
    }
}
