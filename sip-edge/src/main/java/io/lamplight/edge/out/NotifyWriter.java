package io.lamplight.edge.out;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.Octets;
import io.lamplight.edge.message.SipUri;
import io.lamplight.edge.transport.SipTransport;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.SendNotifies;
import java.util.List;
import java.util.Map;

/** NOTIFYs as octets (RFC 6665 §4.2.2, RFC 3261 §12.2.1.1): one per watcher, so nothing is built but the text. */
final class NotifyWriter {
    private NotifyWriter() {}

    /**
     * Writes one NOTIFY.
     *
     * @param transport what it leaves by: named in Via
     * @param own what the watcher is to send its requests to: named in Contact
     * @param now epoch milliseconds, for what is left of the subscription
     */
    static byte[] write(Due due, SipTransport transport, SipTransport own, String branch, long now) {
        Octets out = Octets.ofThread();
        SendNotifies.Line line = due.line();
        DialogState dialog = line.dialog();
        List<String> routes = dialog.routeSet();
        boolean strict = !routes.isEmpty() && !isLoose(routes.get(0));
        appendUri(out.text("NOTIFY "), strict ? Grammar.uriOf(routes.get(0)) : dialog.remoteTarget());
        out.text(" SIP/2.0\r\nVia: SIP/2.0/")
                .text(transport.viaName())
                .text(" ")
                .text(transport.sentBy());
        out.text(";branch=").text(branch).text(";rport\r\nMax-Forwards: 70\r\n");
        appendRoutes(out, routes, strict ? dialog.remoteTarget() : null);
        appendParty(out.text("From: "), dialog.localUri(), dialog.localTag());
        appendParty(out.text("To: "), dialog.remoteUri(), dialog.remoteTag());
        out.text("Call-ID: ").value(dialog.callId());
        out.text("\r\nCSeq: ").number(line.cseq()).text(" NOTIFY\r\nContact: ");
        boolean sips = isSips(dialog);
        out.text(sips ? "<sips:" : "<sip:").text(due.batch().token()).text("@").text(own.contact(sips));
        out.text(">\r\nEvent: ").value(due.batch().message().event().value());
        if (!line.eventId().isEmpty()) {
            out.text(";id=").value(line.eventId());
        }
        appendState(out.end(), line, now);
        appendContent(out, due.content(), line.version());
        return out.copy();
    }

    static boolean isLoose(String route) {
        SipUri uri = SipUri.parse(Grammar.uriOf(route));
        return uri != null && uri.looseRoute();
    }

    /** RFC 3261 §8.1.1.8: where the next hop's URI is {@code sips}, ours must be. */
    private static boolean isSips(DialogState dialog) {
        List<String> routes = dialog.routeSet();
        return SipUri.isSecure(routes.isEmpty() ? dialog.remoteTarget() : Grammar.uriOf(routes.get(0)));
    }

    /** A stored URI is one word; where it is not, the blanks must not move the request line's other words. */
    private static void appendUri(Octets out, String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                out.text(uri.replaceAll("[\\x00-\\x20\\x7f]", ""));
                return;
            }
        }
        out.text(uri);
    }

    /** RFC 3261 §12.2.1.1: a strict router gets the target as the last Route. */
    private static void appendRoutes(Octets out, List<String> routes, String target) {
        for (int i = target == null ? 0 : 1; i < routes.size(); i++) {
            out.line("Route", routes.get(i));
        }
        if (target != null) {
            appendUri(out.text("Route: <"), target);
            out.text(">").end();
        }
    }

    private static void appendParty(Octets out, String uri, String tag) {
        out.value(uri);
        if (!tag.isEmpty()) {
            out.text(";tag=").value(tag);
        }
        out.end();
    }

    private static void appendState(Octets out, SendNotifies.Line line, long now) {
        out.text("Subscription-State: ").value(line.state());
        if (line.endReason() != null) {
            out.text(";reason=").value(line.endReason());
        } else {
            long left = (line.expiresAt() - now + 999) / 1000;
            out.text(";expires=").number(Math.max(0, left));
        }
        out.end();
    }

    private static void appendContent(Octets out, NotifyContent content, long version) {
        for (Map.Entry<String, String> header : content.headers().entrySet()) {
            out.value(header.getKey()).text(": ").value(header.getValue()).end();
        }
        byte[] body = content.body().array();
        int at = content.versionAt();
        boolean versioned = at != NotifyContent.NO_VERSION;
        int length = body.length + (versioned ? Octets.digits(version) : 0);
        if (length > 0) {
            out.text("Content-Type: ").text(content.type().value()).end();
        }
        out.text("Content-Length: ").number(length).text("\r\n\r\n");
        if (versioned) {
            out.octets(body, 0, at).number(version).octets(body, at, body.length - at);
        } else {
            out.octets(body);
        }
    }
}
