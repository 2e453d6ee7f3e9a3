package io.lamplight.edge.out;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.SipUri;
import io.lamplight.presence.api.DialogState;
import java.util.List;

/** Where a dialog's next request goes when no connection of it is alive (RFC 3261 §8.1.2, §12.2.1.1). */
record Target(String transport, String host, int port) {
    /** RFC 6761 §6.4: nobody is there, and no name server need be asked. */
    private static final String NOWHERE = ".invalid";

    /** Null if there is no URI that we could send to. */
    static Target of(DialogState dialog) {
        List<String> routes = dialog.routeSet();
        SipUri uri = SipUri.parse(routes.isEmpty() ? dialog.remoteTarget() : Grammar.uriOf(routes.get(0)));
        if (uri == null) {
            return null;
        }
        String host = uri.maddr() == null ? uri.host() : uri.maddr();
        if (host.endsWith(NOWHERE)) {
            return null;
        }
        String transport = uri.way();
        return new Target(transport, host, uri.port() < 0 ? SipUri.defaultPort(transport.equals("tls")) : uri.port());
    }
}
