package io.lamplight.edge.message;

import gov.nist.javax.sip.parser.URLParser;
import java.text.ParseException;
import java.util.Locale;

/**
 * What the edge needs of a {@code sip:} or {@code sips:} URI.
 *
 * @param port -1 if there is none
 * @param transport in lower case, or null
 * @param maddr or null
 */
public record SipUri(
        boolean secure, String user, String host, int port, String transport, String maddr, boolean looseRoute) {
    /** RFC 3261 §19.1.2. */
    private static final int PORT = 5060;

    private static final int SECURE_PORT = 5061;

    /** Null if the text is no such URI. */
    public static SipUri parse(String text) {
        SipUri plain = PlainUri.parse(text);
        return plain == null ? parseAnyForm(text) : plain;
    }

    static SipUri parseAnyForm(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return null;
        }
        boolean secure = text.regionMatches(true, 0, "sips", 0, colon) && colon == 4;
        if (!secure && !(colon == 3 && text.regionMatches(true, 0, "sip", 0, 3))) {
            return null;
        }
        try {
            gov.nist.javax.sip.address.SipUri uri = new URLParser(text).sipURL(true);
            if (uri.getHost() == null || uri.getPort() > 65_535) {
                return null;
            }
            String transport = uri.getTransportParam();
            return new SipUri(
                    secure,
                    uri.getUser(),
                    uri.getHost().toLowerCase(Locale.ROOT),
                    uri.getPort(),
                    transport == null ? null : transport.toLowerCase(Locale.ROOT),
                    uri.getMAddrParam(),
                    uri.hasLrParam());
        } catch (ParseException | RuntimeException e) {
            // JAIN answers some malformed texts with unchecked exceptions: both mean the same.
            return null;
        }
    }

    /** Whether the text begins as a {@code sips} URI. */
    public static boolean isSecure(String text) {
        return text.regionMatches(true, 0, "sips:", 0, 5);
    }

    public static int defaultPort(boolean secure) {
        return secure ? SECURE_PORT : PORT;
    }

    /**
     * By which transport a request to it goes: the name of one as in a flow. With {@code sips} it is one under TLS, where
     * the parameter tells what lies above it (RFC 3261 §26.2.2, RFC 7118 §5.2.3).
     */
    public String way() {
        if (!secure) {
            return transport == null ? "udp" : transport;
        }
        if (transport == null || transport.equals("tcp")) {
            return "tls";
        }
        return transport.equals("ws") ? "wss" : transport;
    }
}
