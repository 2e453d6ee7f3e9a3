package io.lamplight.edge.in;

import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.message.Header;
import io.lamplight.edge.message.SipRequest;
import io.lamplight.edge.message.SipUri;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Rejected;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for every method, in the order of RFC 3261 §8.2: version, method, Request-URI, Max-Forwards, Require. (Merged
 * requests, §8.2.2.2, are looked for by {@link EdgeListener} between the last two, since that leaves a mark.)
 */
final class RequestChecks {
    private static final int MAX_MAX_FORWARDS = 255;

    private final Domains domains;

    RequestChecks(Domains domains) {
        this.domains = domains;
    }

    /**
     * Outcome of the checks.
     *
     * @param refusal null if the request may be served
     * @param resource empty for OPTIONS that ask the server itself
     */
    record Verdict(Rejected refusal, Optional<Aor> resource) {
        static Verdict refuse(int code, String reason) {
            return new Verdict(Rejected.of(code, reason), Optional.empty());
        }
    }

    /** The request has no fault. */
    Verdict check(SipRequest request) {
        if (!request.version().equalsIgnoreCase("SIP/2.0")) {
            return Verdict.refuse(505, "Version Not Supported");
        }
        String method = request.method();
        if (!Methods.isServed(method)) {
            return new Verdict(notServed(method), Optional.empty());
        }
        String scheme = schemeOf(request.uri());
        // sips asks for TLS on each hop up to here (RFC 3261 §26.2.2): without it the last one was none.
        boolean sip = scheme.equalsIgnoreCase("sip")
                || scheme.equalsIgnoreCase("sips")
                        && request.origin().transport().secure();
        if (!sip && !scheme.equalsIgnoreCase("pres")) {
            return scheme.isEmpty()
                    ? Verdict.refuse(400, "Bad Request-URI")
                    : Verdict.refuse(416, "Unsupported URI Scheme");
        }
        SipUri uri = sip ? SipUri.parse(request.uri()) : null;
        if (sip && uri == null) {
            return Verdict.refuse(400, "Bad Request-URI");
        }
        Rejected forwards = maxForwards(request);
        if (forwards != null) {
            return new Verdict(forwards, Optional.empty());
        }
        Optional<Aor> resource = domains.resource(request, uri);
        boolean server = method.equals(Methods.OPTIONS)
                && uri != null
                && uri.user() == null
                && domains.isServed(uri.host(), uri.port(), request.origin().transport());
        return resource.isEmpty() && !server ? Verdict.refuse(404, "Not Found") : new Verdict(null, resource);
    }

    private static Rejected notServed(String method) {
        return switch (method) {
            case Methods.NOTIFY -> Rejected.of(481, "Subscription Does Not Exist");
            case Methods.CANCEL -> Rejected.of(481, "Call/Transaction Does Not Exist");
            default ->
                Methods.isKnown(method)
                        ? new Rejected(405, "Method Not Allowed", Map.of("Allow", Methods.ALLOW))
                        : new Rejected(501, "Not Implemented", Map.of("Allow", Methods.ALLOW));
        };
    }

    /**
     * A request that may not be forwarded any more ends here, since a domain may be spread over proxies; OPTIONS is
     * answered by whoever holds it then (§11), which is how a path is traced.
     */
    private static Rejected maxForwards(SipRequest request) {
        int count = request.raw().count(Header.MAX_FORWARDS);
        if (count == 0) {
            return null;
        }
        long hops = count > 1 ? -1 : Grammar.number(request.raw().first(Header.MAX_FORWARDS), MAX_MAX_FORWARDS + 1L);
        if (hops < 0 || hops > MAX_MAX_FORWARDS) {
            return Rejected.of(400, "Bad Max-Forwards");
        }
        return hops == 0 && !request.method().equals(Methods.OPTIONS) ? Rejected.of(483, "Too Many Hops") : null;
    }

    /** Null if the request requires nothing; no extension that could be required is supported yet. */
    static Rejected unsupported(SipRequest request) {
        List<String> lines = request.raw().all(Header.REQUIRE);
        if (lines.isEmpty()) {
            return null;
        }
        List<String> tags = Grammar.elements(lines);
        return tags.isEmpty()
                ? null
                : new Rejected(420, "Bad Extension", Map.of("Unsupported", String.join(", ", tags)));
    }

    /** Empty if there is none. */
    private static String schemeOf(String uri) {
        int colon = uri.indexOf(':');
        String scheme = colon < 1 ? "" : uri.substring(0, colon);
        for (int i = 0; i < scheme.length(); i++) {
            char c = scheme.charAt(i);
            if (!(c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || i > 0 && (c >= '0' && c <= '9' || "+-.".indexOf(c) >= 0))) {
                return "";
            }
        }
        return scheme;
    }
}
