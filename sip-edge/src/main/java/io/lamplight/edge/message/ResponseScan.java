package io.lamplight.edge.message;

import java.nio.charset.StandardCharsets;

/**
 * What the client transaction needs of a response, taken from the octets where they lie: a NOTIFY's 200 is as frequent as
 * the NOTIFY, and the only one of its fields that becomes an object is this one.
 */
public final class ResponseScan {
    private static final int NONE = -1;
    private static final int LONGEST_ID = 15;
    private static final byte[] START = "SIP/".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private int code = NONE;
    private int branchFrom = NONE;
    private int branchTo;
    private int cseqFrom = NONE;
    private int cseqTo;
    private int retryAfter = NONE;
    private String contact;

    private ResponseScan(byte[] bytes) {
        this.bytes = bytes;
    }

    public static boolean isResponse(byte[] bytes) {
        int at = start(bytes);
        return bytes.length > at + 12
                && bytes[at] == START[0]
                && bytes[at + 1] == START[1]
                && bytes[at + 2] == START[2]
                && bytes[at + 3] == START[3];
    }

    /** Line ends before the start line are no part of the message (RFC 3261 §7.5). */
    private static int start(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && (bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        return at;
    }

    /** Null if it is no response that can be matched. */
    public static ResponseScan of(byte[] bytes) {
        ResponseScan scan = new ResponseScan(bytes);
        return scan.read() ? scan : null;
    }

    private boolean read() {
        int start = start(bytes);
        int at = endOfLine(start);
        code = code(start, at);
        if (code < 100) {
            return false;
        }
        int from = at + 1;
        while (from < bytes.length) {
            int end = endOfLine(from);
            if (end == from || end == from + 1 && bytes[from] == '\r') {
                break;
            }
            field(from, end);
            from = end + 1;
        }
        return branchFrom != NONE && branchTo > branchFrom && cseqFrom != NONE;
    }

    private int code(int start, int lineEnd) {
        int from = start + "SIP/2.0 ".length();
        return lineEnd < from + 3 ? NONE : (int) number(from, from + 3);
    }

    /** Index of the line feed, or of the end; a folded header field is one line (RFC 3261 §7.3.1). */
    private int endOfLine(int from) {
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

    private void field(int from, int end) {
        int first = bytes[from] | 0x20;
        if (first != 'v' && first != 'c' && first != 'r' && first != 'm') {
            return;
        }
        int colon = find(':', from, end);
        int nameEnd = colon;
        while (nameEnd > from && isBlank(bytes[nameEnd - 1])) {
            nameEnd--;
        }
        Header header = colon == end ? null : Header.of(bytes, from, nameEnd);
        if (header == null) {
            return;
        }
        int valueFrom = Math.min(colon + 1, end);
        while (valueFrom < end && isSpace(bytes[valueFrom])) {
            valueFrom++;
        }
        int valueTo = end;
        while (valueTo > valueFrom && isSpace(bytes[valueTo - 1])) {
            valueTo--;
        }
        switch (header) {
            case VIA -> {
                if (branchFrom == NONE) {
                    branch(valueFrom, valueTo);
                }
            }
            case CSEQ -> {
                cseqFrom = valueFrom;
                cseqTo = valueTo;
            }
            case RETRY_AFTER -> retryAfter = leadingNumber(valueFrom, valueTo);
            case CONTACT -> {
                if (contact == null && code / 100 == 3) {
                    contact = text(valueFrom, valueTo);
                }
            }
            default -> {}
        }
    }

    /** All that stands around a value, the line ends of a folded one too. */
    private static boolean isSpace(byte b) {
        return b >= 0 && b <= ' ';
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The first value's branch (RFC 3261 §20.42); an empty one is as good as none. */
    private void branch(int from, int to) {
        int end = findOutside(',', from, to);
        branchFrom = end;
        branchTo = end;
        int semicolon = findOutside(';', from, end);
        while (semicolon < end) {
            int next = findOutside(';', semicolon + 1, end);
            int equals = find('=', semicolon, next);
            if (equals < next && isBranch(semicolon + 1, equals)) {
                branchFrom = skipSpace(equals + 1, next);
                branchTo = next;
                while (branchTo > branchFrom && isSpace(bytes[branchTo - 1])) {
                    branchTo--;
                }
                return;
            }
            semicolon = next;
        }
    }

    private boolean isBranch(int from, int to) {
        int at = skipSpace(from, to);
        int end = to;
        while (end > at && isSpace(bytes[end - 1])) {
            end--;
        }
        return end - at == 6
                && (bytes[at] | 0x20) == 'b'
                && (bytes[at + 1] | 0x20) == 'r'
                && (bytes[at + 2] | 0x20) == 'a'
                && (bytes[at + 3] | 0x20) == 'n'
                && (bytes[at + 4] | 0x20) == 'c'
                && (bytes[at + 5] | 0x20) == 'h';
    }

    private int skipSpace(int from, int to) {
        int at = from;
        while (at < to && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    private int find(char wanted, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** As {@link Grammar#find}: neither in a quoted string nor between angle brackets. */
    private int findOutside(char wanted, int from, int to) {
        boolean bracket = false;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == wanted && !bracket) {
                return i;
            }
            if (b == '<') {
                bracket = true;
            } else if (b == '>') {
                bracket = false;
            } else if (b == '"' && !bracket) {
                i++;
                while (i < to && bytes[i] != '"') {
                    i += bytes[i] == '\\' ? 2 : 1;
                }
            }
        }
        return to;
    }

    private int leadingNumber(int from, int to) {
        int end = from;
        while (end < to && bytes[end] >= '0' && bytes[end] <= '9') {
            end++;
        }
        return (int) Math.min(number(from, end), Integer.MAX_VALUE);
    }

    /** Cut to a value that no CSeq reaches; -1 if it is no number. */
    private long number(int from, int to) {
        long value = from < to ? 0 : NONE;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return NONE;
            }
            value = Math.min(value * 10 + bytes[i] - '0', Long.MAX_VALUE / 16);
        }
        return value;
    }

    public int code() {
        return code;
    }

    /** Seconds, or -1. */
    public int retryAfter() {
        return retryAfter;
    }

    /** The first Contact line of a redirection as it stands there, or null. */
    public String contact() {
        return contact;
    }

    /** The hexadecimal number that follows {@code prefix} in the topmost Via's branch; -1 if it is not one of those. */
    public long idBehind(byte[] prefix) {
        int from = branchFrom + prefix.length;
        if (from >= branchTo || branchTo - from > LONGEST_ID) {
            return NONE;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[branchFrom + i] != prefix[i]) {
                return NONE;
            }
        }
        long id = 0;
        for (int i = from; i < branchTo; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return NONE;
            }
            id = id * 16 + digit;
        }
        return id;
    }

    /** Whether the CSeq is this number and this method's (RFC 3261 §17.1.3). */
    public boolean answers(long number, byte[] method) {
        int blank = find(' ', cseqFrom, cseqTo);
        int from = skipSpace(blank, cseqTo);
        if (blank == cseqTo || number(cseqFrom, blank) != number || cseqTo - from != method.length) {
            return false;
        }
        for (int i = 0; i < method.length; i++) {
            if (bytes[from + i] != method[i]) {
                return false;
            }
        }
        return true;
    }
}
