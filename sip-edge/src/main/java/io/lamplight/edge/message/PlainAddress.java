package io.lamplight.edge.message;

/**
 * The form of From, To and Contact that nearly all phones write: an optional display name, a {@link PlainUri} in angle
 * brackets, parameters that are tokens. What is accepted here means to JAIN-SIP's grammar the same (a test compares the
 * two); all other forms are left to that.
 */
final class PlainAddress {
    private PlainAddress() {}

    /** The tag, empty if there is none; null if the value has another form, or is wrong. */
    static String tag(String value) {
        int open = open(value);
        int close = open < 0 ? -1 : PlainUri.end(value, open + 1, value.length());
        if (close < 0 || close == value.length() || value.charAt(close) != '>') {
            return null;
        }
        String tag = "";
        int at = close + 1;
        while (at < value.length()) {
            int nameEnd = value.charAt(at) == ';' ? token(value, at + 1) : -1;
            if (nameEnd <= at + 1) {
                return null;
            }
            int end = nameEnd;
            if (nameEnd < value.length() && value.charAt(nameEnd) == '=') {
                end = token(value, nameEnd + 1);
                if (end == nameEnd + 1) {
                    return null;
                }
            }
            if (nameEnd - at == 4 && value.regionMatches(true, at + 1, "tag", 0, 3)) {
                if (end == nameEnd || !tag.isEmpty()) {
                    return null;
                }
                tag = value.substring(nameEnd + 1, end);
            }
            at = end;
        }
        return tag;
    }

    /** The URI; null if the value has another form, or is wrong. */
    static String uri(String value) {
        if (tag(value) == null) {
            return null;
        }
        int open = open(value);
        return value.substring(open + 1, PlainUri.end(value, open + 1, value.length()));
    }

    /** Index of the bracket behind the display name, or -1. */
    private static int open(String value) {
        int at = 0;
        if (!value.isEmpty() && value.charAt(0) == '"') {
            at = 1;
            while (at < value.length() && isQuotable(value.charAt(at))) {
                at++;
            }
            if (at == value.length() || value.charAt(at) != '"') {
                return -1;
            }
            at++;
            while (at < value.length() && value.charAt(at) == ' ') {
                at++;
            }
        } else {
            while (at < value.length() && (value.charAt(at) == ' ' || Grammar.isTokenCharacter(value.charAt(at)))) {
                at++;
            }
        }
        return at < value.length() && value.charAt(at) == '<' ? at : -1;
    }

    private static boolean isQuotable(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private static int token(String value, int from) {
        int at = from;
        while (at < value.length() && Grammar.isTokenCharacter(value.charAt(at))) {
            at++;
        }
        return at;
    }
}
