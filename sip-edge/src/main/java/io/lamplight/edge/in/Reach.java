package io.lamplight.edge.in;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.SipUri;
import io.lamplight.presence.api.Rejected;
import java.util.List;
import java.util.Set;

/**
 * Whether a watcher's NOTIFYs will find a way. A SUBSCRIBE from where none leads is refused at once, since what is accepted
 * is followed by a NOTIFY (RFC 6665 §4.2.1.2).
 */
final class Reach {
    private final Set<String> transports;

    Reach(Set<String> transports) {
        this.transports = transports;
    }

    /**
     * Null if the next hop (RFC 3261 §12.2.1.1) can be reached. A {@code sips} URI asks for TLS on each hop, which there is
     * not; any other transport will do while the watcher's own connection leads to it.
     */
    Rejected refusal(String target, List<String> routes, boolean connected) {
        SipUri next = SipUri.parse(routes.isEmpty() ? target : Grammar.uriOf(routes.get(0)));
        if (next == null) {
            return Rejected.of(400, "Bad Record-Route");
        }
        boolean ours = connected || next.transport() == null || transports.contains(next.transport());
        if (ours && !next.secure()) {
            return null;
        }
        return Rejected.of(400, routes.isEmpty() ? "Contact Not Reachable" : "Route Not Reachable");
    }
}
