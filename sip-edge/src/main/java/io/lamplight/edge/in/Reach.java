package io.lamplight.edge.in;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.SipUri;
import io.lamplight.edge.transport.SipTransport;
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

    /** The next hop of requests to the watcher (RFC 3261 §12.2.1.1); null if it is no URI of ours. */
    static SipUri nextHop(String target, List<String> routes) {
        return SipUri.parse(routes.isEmpty() ? target : Grammar.uriOf(routes.get(0)));
    }

    /**
     * Null if the next hop can be reached. By the watcher's own connection, while it lives, any can; but {@code sips} asks
     * for TLS on each hop, and so on the one that the request came by (RFC 3261 §26.2.2).
     */
    Rejected refusal(SipUri next, boolean routed, SipTransport by) {
        if (next == null) {
            return Rejected.of(400, "Bad Record-Route");
        }
        if (next.secure() ? by.secure() : by.reliable() || transports.contains(next.way())) {
            return null;
        }
        return Rejected.of(400, routed ? "Route Not Reachable" : "Contact Not Reachable");
    }
}
