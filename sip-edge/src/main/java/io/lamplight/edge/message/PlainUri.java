package io.lamplight.edge.message;

import java.util.Locale;

/**
 * The form of {@code sip:} URI that nearly all phones write, read in one pass and without garbage: a user without
 * escapes, a host name or IPv4 address, parameters without quotes. What is accepted here means to JAIN-SIP's grammar the
 * same (a test compares the two); all other forms are left to that.
 */
final class PlainUri {
    private static final int MAX_PORT_DIGITS = 5;
    private static final int USER = 1;
    private static final int ALPHANUMERIC = 2;
    private static final int PARAMETER = 4;
    private static final byte[] CLASSES = new byte[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            CLASSES[c] = (byte) (Character.isLetterOrDigit(c) ? USER | ALPHANUMERIC | PARAMETER : 0);
        }
        for (char c : "-_.".toCharArray()) {
            CLASSES[c] = USER | PARAMETER;
        }
        CLASSES['+'] = USER;
        CLASSES['*'] = USER;
    }

    private final String text;
    private final int limit;
    private boolean secure;
    private int userFrom;
    private int userTo = -1;
    private int hostFrom;
    private int hostTo;
    private int port = -1;
    private int transportFrom = -1;
    private int transportTo;
    private int maddrFrom = -1;
    private int maddrTo;
    private boolean looseRoute;

    private PlainUri(String text, int limit) {
        this.text = text;
        this.limit = limit;
    }

    /** Null if it is no such URI, or none in that form. */
    static SipUri parse(String text) {
        PlainUri uri = new PlainUri(text, text.length());
        return uri.read(0) == text.length() ? uri.value() : null;
    }

    /** Index behind the URI that begins at {@code from}, or -1 if there is none in that form. */
    static int end(String text, int from, int limit) {
        return new PlainUri(text, limit).read(from);
    }

    private SipUri value() {
        return new SipUri(
                secure,
                userTo < 0 ? null : text.substring(userFrom, userTo),
                text.substring(hostFrom, hostTo).toLowerCase(Locale.ROOT),
                port,
                transportFrom < 0
                        ? null
                        : text.substring(transportFrom, transportTo).toLowerCase(Locale.ROOT),
                maddrFrom < 0 ? null : text.substring(maddrFrom, maddrTo),
                looseRoute);
    }

    private int read(int from) {
        int at = scheme(from);
        if (at < 0) {
            return -1;
        }
        int end = skip(at, USER);
        if (end < limit && text.charAt(end) == '@') {
            if (end == at) {
                return -1;
            }
            userFrom = at;
            userTo = end;
            at = end + 1;
        }
        at = host(at);
        if (at >= 0 && at < limit && text.charAt(at) == ':') {
            at = port(at + 1);
        }
        while (at >= 0 && at < limit && text.charAt(at) == ';') {
            at = parameter(at + 1);
        }
        return at;
    }

    private int scheme(int from) {
        if (text.startsWith("sip:", from)) {
            return from + 4;
        }
        secure = text.startsWith("sips:", from);
        return secure ? from + 5 : -1;
    }

    private int skip(int from, int wanted) {
        int at = from;
        while (at < limit && is(at, wanted)) {
            at++;
        }
        return at;
    }

    private boolean is(int at, int wanted) {
        char c = text.charAt(at);
        return c < 128 && (CLASSES[c] & wanted) != 0;
    }

    /** Labels of letters and digits, with hyphens inside. */
    private int host(int from) {
        int at = from;
        while (true) {
            int label = at;
            while (at < limit && (is(at, ALPHANUMERIC) || text.charAt(at) == '-')) {
                at++;
            }
            if (at == label || !is(label, ALPHANUMERIC) || !is(at - 1, ALPHANUMERIC)) {
                return -1;
            }
            if (at == limit || text.charAt(at) != '.') {
                break;
            }
            at++;
        }
        hostFrom = from;
        hostTo = at;
        return at;
    }

    private int port(int from) {
        int at = from;
        int value = 0;
        while (at < limit && at - from <= MAX_PORT_DIGITS && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            value = value * 10 + text.charAt(at++) - '0';
        }
        port = value;
        return at == from || value == 0 || value > 65_535 ? -1 : at;
    }

    private int parameter(int from) {
        int nameEnd = skip(from, PARAMETER);
        if (nameEnd == from) {
            return -1;
        }
        boolean valued = nameEnd < limit && text.charAt(nameEnd) == '=';
        int end = valued ? skip(nameEnd + 1, PARAMETER) : nameEnd;
        if (valued && end == nameEnd + 1) {
            return -1;
        }
        return known(from, nameEnd, valued ? nameEnd + 1 : -1, end) ? end : -1;
    }

    /** False for one that is written in a way that the grammar must judge: twice, or without the value that it needs. */
    private boolean known(int from, int nameEnd, int valueFrom, int end) {
        if (isNamed("lr", from, nameEnd)) {
            boolean first = !looseRoute;
            looseRoute = true;
            return first && valueFrom < 0;
        }
        if (isNamed("transport", from, nameEnd)) {
            boolean first = transportFrom < 0;
            transportFrom = valueFrom;
            transportTo = end;
            return first && valueFrom >= 0;
        }
        if (isNamed("maddr", from, nameEnd)) {
            boolean first = maddrFrom < 0;
            maddrFrom = valueFrom;
            maddrTo = end;
            return first && valueFrom >= 0;
        }
        return true;
    }

    private boolean isNamed(String name, int from, int to) {
        return to - from == name.length() && text.regionMatches(true, from, name, 0, name.length());
    }
}
