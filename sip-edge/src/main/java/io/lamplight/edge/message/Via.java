package io.lamplight.edge.message;

import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * The topmost Via of a request (RFC 3261 §20.42), which says where the answer goes and which transaction it belongs to.
 *
 * @param text the header value without its parameters for the source (received, rport)
 * @param rest further values on the same line, beginning with a comma, or empty
 * @param host of sent-by, in lower case
 * @param port of sent-by, or -1
 * @param branch empty if there is none
 * @param wantsPort whether the answer is to go to the source port (rport, RFC 3581)
 */
public record Via(String text, String rest, String host, int port, String branch, boolean wantsPort) {
    private static final String MAGIC_COOKIE = "z9hG4bK";

    /** Null if it is malformed: then there is nobody to be answered. */
    public static Via parse(String line) {
        int end = Grammar.find(line, ',', 0);
        String value = line.substring(0, end);
        int at = protocolEnd(value);
        if (at < 0) {
            return null;
        }
        int semicolon = Grammar.find(value, ';', at);
        String sentBy = value.substring(at, semicolon).trim();
        int colon =
                sentBy.startsWith("[") ? sentBy.indexOf(':', Math.max(sentBy.indexOf(']'), 0)) : sentBy.indexOf(':');
        String host = (colon < 0 ? sentBy : sentBy.substring(0, colon)).trim().toLowerCase(Locale.ROOT);
        int port = colon < 0
                ? -1
                : (int) Grammar.number(sentBy.substring(colon + 1).trim(), 70_000);
        if (!isHost(host) || colon >= 0 && (port < 1 || port > 65_535)) {
            return null;
        }
        StringBuilder kept = new StringBuilder(value.length()).append(value, 0, semicolon);
        String branch = "";
        boolean wantsPort = false;
        while (semicolon < value.length()) {
            int next = Grammar.find(value, ';', semicolon + 1);
            int equals = value.indexOf('=', semicolon);
            boolean valued = equals >= 0 && equals < next;
            String name = value.substring(semicolon + 1, valued ? equals : next).trim();
            if (name.equalsIgnoreCase("rport")) {
                wantsPort = true;
            } else if (!name.equalsIgnoreCase("received")) {
                kept.append(value, semicolon, next);
                if (valued && name.equalsIgnoreCase("branch")) {
                    branch = value.substring(equals + 1, next).trim();
                }
            }
            semicolon = next;
        }
        return new Via(kept.toString().trim(), line.substring(end), host, port, branch, wantsPort);
    }

    /** Index behind {@code SIP/2.0/UDP}, or -1. Blanks around the slashes are allowed. */
    private static int protocolEnd(String value) {
        int first = value.indexOf('/');
        int second = value.indexOf('/', first + 1);
        if (first < 0
                || second < 0
                || !value.substring(0, first).trim().equalsIgnoreCase("SIP")
                || !value.substring(first + 1, second).trim().equals("2.0")) {
            return -1;
        }
        int at = second + 1;
        while (at < value.length() && value.charAt(at) == ' ') {
            at++;
        }
        int name = at;
        while (at < value.length() && Grammar.isTokenCharacter(value.charAt(at))) {
            at++;
        }
        return at > name && at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t') ? at : -1;
    }

    private static boolean isHost(String host) {
        boolean ipv6 = host.startsWith("[") && host.endsWith("]");
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean name = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
            if (!name && !(ipv6 && (c == ':' || c == '[' || c == ']'))) {
                return false;
            }
        }
        return !host.isEmpty();
    }

    public boolean hasMagicCookie() {
        return branch.startsWith(MAGIC_COOKIE);
    }

    public int portOr(int other) {
        return port < 0 ? other : port;
    }

    public String sentBy() {
        return port < 0 ? host : host + ':' + port;
    }

    /** The value for the answer, with {@code received} (§18.2.1) and {@code rport} (RFC 3581 §4) filled in. */
    void writeTo(Octets out, InetSocketAddress source) {
        out.value(text);
        String address = source.getAddress().getHostAddress();
        if (wantsPort) {
            out.text(";rport=").number(source.getPort());
        }
        if (wantsPort || !address.equals(host)) {
            out.text(";received=").text(address);
        }
        out.value(rest);
    }
}
