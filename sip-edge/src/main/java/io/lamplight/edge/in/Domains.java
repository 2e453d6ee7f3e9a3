package io.lamplight.edge.in;

import io.lamplight.edge.message.ContactToken;
import io.lamplight.edge.message.SipRequest;
import io.lamplight.edge.message.SipUri;
import io.lamplight.edge.transport.SipTransport;
import io.lamplight.presence.api.Aor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which Request-URIs are ours, and which resource they name. */
final class Domains {
    private static final String ALL = "*";

    private final Set<String> names;
    private final boolean all;

    Domains(List<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.all = this.names.contains(ALL);
    }

    /** Whether requests for that host are answered here, with or without a user. */
    boolean isServed(String host, int port, SipTransport transport) {
        return all || names.contains(host) || isOurs(host, port, transport);
    }

    private static boolean isOurs(String host, int port, SipTransport transport) {
        String sentBy = transport.sentBy();
        int colon = sentBy.lastIndexOf(':');
        int effective = port < 0 ? SipUri.defaultPort(transport.secure()) : port;
        return host.equalsIgnoreCase(sentBy.substring(0, colon))
                && Integer.toString(effective).equals(sentBy.substring(colon + 1));
    }

    /** Empty if the Request-URI names no resource that is served here: 404. */
    Optional<Aor> resource(SipRequest request, SipUri uri) {
        SipTransport transport = request.origin().transport();
        if (uri == null) {
            return Aor.parse(request.uri()).filter(aor -> isServed(aor.host(), -1, transport));
        }
        if (uri.user() == null) {
            return Optional.empty();
        }
        Optional<Aor> carried = ContactToken.read(uri.user());
        if (carried.isPresent()) {
            return carried.filter(aor -> all || names.contains(aor.host()) || isOurHost(aor.host(), transport));
        }
        return isServed(uri.host(), uri.port(), transport) ? Aor.parse(request.uri()) : Optional.empty();
    }

    /** An AOR has no port, so one at our own address is known by the host alone. */
    private static boolean isOurHost(String host, SipTransport transport) {
        String sentBy = transport.sentBy();
        return host.equalsIgnoreCase(sentBy.substring(0, sentBy.lastIndexOf(':')));
    }
}
