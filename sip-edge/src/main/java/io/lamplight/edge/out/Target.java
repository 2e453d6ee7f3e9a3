package io.lamplight.edge.out;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.SipUri;
import io.lamplight.presence.api.DialogState;
import java.util.List;

/** Where a dialog's next request goes when no connection of it is alive (RFC 3261 §8.1.2, §12.2.1.1). */
record Target(String transport, String host, int port) {
    private static final int DEFAULT_PORT = 5060;

    /** Null if there is no URI that we could send to. */
    static Target of(DialogState dialog) {
        List<String> routes = dialog.routeSet();
        SipUri uri = SipUri.parse(routes.isEmpty() ? dialog.remoteTarget() : Grammar.uriOf(routes.get(0)));
        if (uri == null || uri.secure()) {
            return null;
        }
        String transport = uri.transport() == null ? "udp" : uri.transport();
        String host = uri.maddr() == null ? uri.host() : uri.maddr();
        return new Target(transport, host, uri.port() < 0 ? DEFAULT_PORT : uri.port());
    }
}
