package io.lamplight.edge.message;

import java.nio.charset.StandardCharsets;

/** The same as {@link ResponseScan} by way of texts: what it is compared with. */
record TextScan(int code, String branch, String cseq, int retryAfter) {
    private static final String BRANCH = "branch";

    /** Line ends before the start line are no part of the message (RFC 3261 §7.5). */
    private static int start(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && (bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        return at;
    }

    /** Null if it is no response that can be matched. */
    static TextScan of(byte[] bytes) {
        int start = start(bytes);
        int at = endOfLine(bytes, start);
        int code = code(bytes, start, at);
        if (code < 100) {
            return null;
        }
        String branch = null;
        String cseq = null;
        int retryAfter = -1;
        int from = at + 1;
        while (from < bytes.length) {
            int end = endOfLine(bytes, from);
            if (end == from || end == from + 1 && bytes[from] == '\r') {
                break;
            }
            Header header = header(bytes, from, end);
            if (header == Header.VIA && branch == null) {
                branch = branch(value(bytes, from, end));
            } else if (header == Header.CSEQ) {
                cseq = value(bytes, from, end);
            } else if (header == Header.RETRY_AFTER) {
                retryAfter = leadingNumber(value(bytes, from, end));
            }
            from = end + 1;
        }
        return branch == null || branch.isEmpty() || cseq == null ? null : new TextScan(code, branch, cseq, retryAfter);
    }

    private static int code(byte[] bytes, int start, int lineEnd) {
        int from = start + "SIP/2.0 ".length();
        if (lineEnd < from + 3) {
            return -1;
        }
        int code = 0;
        for (int i = from; i < from + 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            code = code * 10 + bytes[i] - '0';
        }
        return code;
    }

    /** Index of the line feed, or of the end; a folded header field is one line (RFC 3261 §7.3.1). */
    private static int endOfLine(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length) {
            if (bytes[i] == '\n' && !(i > from + 1 && i + 1 < bytes.length && isBlank(bytes[i + 1]))) {
                return i;
            }
            i++;
        }
        return i;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static Header header(byte[] bytes, int from, int end) {
        switch (bytes[from] | 0x20) {
            case 'v', 'c', 'r' -> {
                int colon = from;
                while (colon < end && bytes[colon] != ':') {
                    colon++;
                }
                byte[] name = new String(bytes, from, colon - from, StandardCharsets.ISO_8859_1)
                        .trim()
                        .getBytes(StandardCharsets.ISO_8859_1);
                return colon == end ? null : Header.of(name, 0, name.length);
            }
            default -> {
                return null;
            }
        }
    }

    private static String value(byte[] bytes, int from, int end) {
        int colon = from;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int begin = Math.min(colon + 1, end);
        return new String(bytes, begin, end - begin, StandardCharsets.ISO_8859_1).trim();
    }

    private static String branch(String via) {
        int end = Grammar.find(via, ',', 0);
        int semicolon = Grammar.find(via, ';', 0);
        while (semicolon < end) {
            int next = Math.min(Grammar.find(via, ';', semicolon + 1), end);
            int equals = via.indexOf('=', semicolon);
            if (equals > 0
                    && equals < next
                    && via.substring(semicolon + 1, equals).trim().equalsIgnoreCase(BRANCH)) {
                return via.substring(equals + 1, next).trim();
            }
            semicolon = next;
        }
        return "";
    }

    private static int leadingNumber(String value) {
        int end = 0;
        while (end < value.length() && Character.isDigit(value.charAt(end))) {
            end++;
        }
        return (int) Grammar.number(value.substring(0, end), Integer.MAX_VALUE);
    }

    boolean answers(long number, String method) {
        int blank = cseq.indexOf(' ');
        return blank > 0
                && Grammar.number(cseq.substring(0, blank), Long.MAX_VALUE / 16) == number
                && cseq.substring(blank + 1).trim().equals(method);
    }
}
