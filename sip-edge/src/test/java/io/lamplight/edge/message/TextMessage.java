package io.lamplight.edge.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The same as {@link RawMessage} in its simplest form, by text and in several passes: what it is compared with. */
final class TextMessage {
    private static final int MAX_HEADERS = 256;

    private final byte[] bytes;
    private int bodyAt;
    private String startLine = "";
    private Header[] names = new Header[24];
    private String[] values = new String[24];
    private int size;
    private int folds;
    private String fault;

    private TextMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Never fails; what is wrong with the text is told by {@link #fault}. */
    static TextMessage read(byte[] bytes) {
        TextMessage message = new TextMessage(bytes);
        int from = 0;
        while (from < bytes.length && (bytes[from] == '\r' || bytes[from] == '\n')) {
            from++;
        }
        int to = endOfHead(bytes, from);
        if (to < 0) {
            message.fault = "no end of header";
            to = bytes.length;
        }
        message.bodyAt = to;
        message.checkControls(from, to);
        message.split(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        return message;
    }

    /** Index of the first octet of the body, or -1 while the empty line is missing. */
    static int endOfHead(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (i + 1 < bytes.length && bytes[i + 1] == '\n') {
                    return i + 2;
                }
                if (i + 2 < bytes.length && bytes[i + 1] == '\r' && bytes[i + 2] == '\n') {
                    return i + 3;
                }
            }
        }
        return -1;
    }

    private void checkControls(int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b >= 0 && b < ' ' || b == 0x7f) {
                boolean lineEnd = b == '\n' || b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n';
                if (!lineEnd && b != '\t') {
                    note("control character");
                    return;
                }
            }
        }
    }

    private void split(String head) {
        int at = 0;
        boolean first = true;
        while (at < head.length()) {
            int end = endOfLine(head, at);
            int next = end;
            while (next < head.length() && (head.charAt(next) == '\r' || head.charAt(next) == '\n')) {
                if (head.charAt(next++) == '\n') {
                    break;
                }
            }
            if (end == at) {
                return;
            }
            if (first) {
                startLine = head.substring(at, end);
                first = false;
            } else if (isBlank(head.charAt(at))) {
                unfold(head.substring(at, end).trim());
            } else {
                header(head, at, end);
            }
            at = next;
        }
    }

    private static int endOfLine(String head, int at) {
        int newline = head.indexOf('\n', at);
        int end = newline < 0 ? head.length() : newline;
        return end > at && head.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    private void header(String head, int at, int end) {
        int colon = head.indexOf(':', at);
        if (colon <= at || colon >= end) {
            note("header line without a name");
            unknown();
            return;
        }
        int nameEnd = colon;
        while (nameEnd > at && isBlank(head.charAt(nameEnd - 1))) {
            nameEnd--;
        }
        for (int i = at; i < nameEnd; i++) {
            if (!Grammar.isTokenCharacter(head.charAt(i))) {
                note("bad header name");
                unknown();
                return;
            }
        }
        int from = colon + 1;
        while (from < end && isBlank(head.charAt(from))) {
            from++;
        }
        int to = end;
        while (to > from && isBlank(head.charAt(to - 1))) {
            to--;
        }
        byte[] text = head.substring(at, nameEnd).getBytes(StandardCharsets.US_ASCII);
        Header name = Header.of(text, 0, text.length);
        add(name, name == null ? "" : head.substring(from, to));
    }

    /** Keeps a place for a line that is of no interest, so that its continuation does not fall on the line before. */
    private void unknown() {
        add(null, "");
    }

    private void add(Header name, String value) {
        if (size == MAX_HEADERS) {
            note("too many headers");
            return;
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        names[size] = name;
        values[size++] = value;
    }

    /** Their number is limited, since each one copies what is there. */
    private void unfold(String continuation) {
        if (++folds > MAX_HEADERS) {
            note("too many continuation lines");
        } else if (size == 0) {
            note("continuation of nothing");
        } else if (names[size - 1] != null) {
            values[size - 1] = (values[size - 1] + ' ' + continuation).trim();
        }
    }

    private void note(String why) {
        if (fault == null) {
            fault = why;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Null if the text is a message at all; which says nothing about its header fields' values. */
    String fault() {
        return fault;
    }

    String startLine() {
        return startLine;
    }

    /** The first of that name, or null. */
    String first(Header name) {
        for (int i = 0; i < size; i++) {
            if (names[i] == name) {
                return values[i];
            }
        }
        return null;
    }

    int count(Header name) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (names[i] == name) {
                count++;
            }
        }
        return count;
    }

    /** All of that name in order, one element per header line. */
    List<String> all(Header name) {
        List<String> found = List.of();
        for (int i = 0; i < size; i++) {
            if (names[i] == name) {
                if (found.isEmpty()) {
                    found = new ArrayList<>(4);
                }
                found.add(values[i]);
            }
        }
        return found;
    }

    /** Octets behind the empty line. */
    int bodyLength() {
        return bytes.length - bodyAt;
    }

    byte[] body(int length) {
        return Arrays.copyOfRange(bytes, bodyAt, bodyAt + length);
    }
}
