package io.lamplight.edge.out;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.HeaderLines;
import io.lamplight.edge.message.SipUri;
import io.lamplight.edge.transport.SipTransport;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.SendNotifies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** NOTIFYs as octets (RFC 6665 §4.2.2, RFC 3261 §12.2.1.1): one per watcher, so nothing is built but the text. */
final class NotifyWriter {
    private static final ThreadLocal<StringBuilder> BUFFER = ThreadLocal.withInitial(() -> new StringBuilder(2048));

    private static final byte[] NONE = new byte[0];

    private NotifyWriter() {}

    /**
     * Writes one NOTIFY.
     *
     * @param transport what it leaves by: named in Via
     * @param now epoch milliseconds, for what is left of the subscription
     */
    static byte[] write(Due due, SipTransport transport, String branch, long now) {
        StringBuilder out = BUFFER.get();
        out.setLength(0);
        SendNotifies.Line line = due.line();
        DialogState dialog = line.dialog();
        List<String> routes = dialog.routeSet();
        boolean strict = !routes.isEmpty() && !isLoose(routes.get(0));
        out.append("NOTIFY ");
        appendUri(out, strict ? Grammar.uriOf(routes.get(0)) : dialog.remoteTarget());
        out.append(" SIP/2.0\r\nVia: SIP/2.0/").append(transport.viaName()).append(' ');
        out.append(transport.sentBy()).append(";branch=").append(branch).append(";rport\r\nMax-Forwards: 70\r\n");
        appendRoutes(out, routes, strict ? dialog.remoteTarget() : null);
        appendParty(out, "From: ", dialog.localUri(), dialog.localTag());
        appendParty(out, "To: ", dialog.remoteUri(), dialog.remoteTag());
        out.append("Call-ID: ");
        HeaderLines.appendValue(out, dialog.callId());
        out.append("\r\nCSeq: ")
                .append(line.cseq())
                .append(" NOTIFY\r\nContact: <sip:")
                .append(due.batch().token());
        out.append('@').append(transport.sentBy());
        if (!dialog.flow().transport().equals("udp")) {
            out.append(";transport=");
            HeaderLines.appendValue(out, dialog.flow().transport());
        }
        out.append(">\r\n");
        appendEvent(out, due);
        appendState(out, line, now);
        return withBody(out, due);
    }

    static boolean isLoose(String route) {
        SipUri uri = SipUri.parse(Grammar.uriOf(route));
        return uri != null && uri.looseRoute();
    }

    /** A stored URI is one word; where it is not, the blanks must not move the request line's other words. */
    private static void appendUri(StringBuilder out, String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c > ' ' && c != 0x7f) {
                out.append(c);
            }
        }
    }

    /** RFC 3261 §12.2.1.1: a strict router gets the target as the last Route. */
    private static void appendRoutes(StringBuilder out, List<String> routes, String target) {
        for (int i = target == null ? 0 : 1; i < routes.size(); i++) {
            out.append("Route: ");
            HeaderLines.appendValue(out, routes.get(i));
            out.append("\r\n");
        }
        if (target != null) {
            out.append("Route: <");
            appendUri(out, target);
            out.append(">\r\n");
        }
    }

    private static void appendParty(StringBuilder out, String name, String uri, String tag) {
        out.append(name);
        HeaderLines.appendValue(out, uri);
        if (!tag.isEmpty()) {
            out.append(";tag=");
            HeaderLines.appendValue(out, tag);
        }
        out.append("\r\n");
    }

    private static void appendEvent(StringBuilder out, Due due) {
        out.append("Event: ");
        HeaderLines.appendValue(out, due.batch().message().event().value());
        if (!due.line().eventId().isEmpty()) {
            out.append(";id=");
            HeaderLines.appendValue(out, due.line().eventId());
        }
        out.append("\r\n");
    }

    private static void appendState(StringBuilder out, SendNotifies.Line line, long now) {
        out.append("Subscription-State: ");
        HeaderLines.appendValue(out, line.state());
        if (line.endReason() != null) {
            out.append(";reason=");
            HeaderLines.appendValue(out, line.endReason());
        } else {
            long left = (line.expiresAt() - now + 999) / 1000;
            out.append(";expires=").append(Math.max(0, left));
        }
        out.append("\r\n");
    }

    private static byte[] withBody(StringBuilder out, Due due) {
        NotifyContent content = due.content();
        for (Map.Entry<String, String> header : content.headers().entrySet()) {
            HeaderLines.appendValue(out, header.getKey());
            out.append(": ");
            HeaderLines.appendValue(out, header.getValue());
            out.append("\r\n");
        }
        byte[] body = content.body().array();
        byte[] version = NONE;
        int at = content.versionAt();
        if (at != NotifyContent.NO_VERSION) {
            version = Long.toString(due.line().version()).getBytes(StandardCharsets.US_ASCII);
        }
        int length = body.length + version.length;
        if (length > 0) {
            out.append("Content-Type: ").append(content.type().value()).append("\r\n");
        }
        out.append("Content-Length: ").append(length).append("\r\n\r\n");
        byte[] head = out.toString().getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[head.length + length];
        System.arraycopy(head, 0, message, 0, head.length);
        int split = version.length == 0 ? 0 : at;
        System.arraycopy(body, 0, message, head.length, split);
        System.arraycopy(version, 0, message, head.length + split, version.length);
        System.arraycopy(body, split, message, head.length + split + version.length, body.length - split);
        return message;
    }
}
