package io.lamplight.edge.message;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message split into start line, header fields and body, so that even a request that cannot be understood can be
 * answered. The octets are looked at once; a field becomes text when it is asked for. JAIN-SIP's message parser is not
 * used for this: it keeps one of several Call-IDs, knows no limit, and gives up the whole message with the first bad
 * header.
 */
public final class RawMessage {
    private static final int MAX_HEADERS = 256;
    private static final int NONE = -1;

    private final byte[] bytes;
    private final int[] firsts = new int[Header.COUNT];
    private int bodyAt;
    private Charset charset = StandardCharsets.ISO_8859_1;
    private String startLine = "";

    // The header fields, one index for all; a field that is of no interest has no name.
    private Header[] names = new Header[24];
    private int[] froms = new int[24];
    private int[] tos = new int[24];
    private String[] values = new String[24];
    private int[] nexts = new int[24];
    private int size;

    /** Of the line that was read last. */
    private int colon;

    private int folds;
    private boolean control;
    private String fault;

    private RawMessage(byte[] bytes) {
        this.bytes = bytes;
        Arrays.fill(firsts, NONE);
    }

    /** Never fails; what is wrong with the text is told by {@link #fault}. */
    public static RawMessage read(byte[] bytes) {
        RawMessage message = new RawMessage(bytes);
        message.split();
        return message;
    }

    /** Index of the first octet of the body, or -1 while the empty line is missing. */
    public static int endOfHead(byte[] bytes, int from) {
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

    private void split() {
        int at = 0;
        while (at < bytes.length && (bytes[at] == '\r' || bytes[at] == '\n')) {
            at++;
        }
        boolean first = true;
        int next = newline(at);
        int end = endOfLine(at, next);
        while (end > at) {
            if (first) {
                startLine = text(at, end);
                first = false;
            } else if (isBlank(bytes[at])) {
                unfold(at, end);
            } else {
                header(at, end);
            }
            at = Math.min(next + 1, bytes.length);
            next = newline(at);
            end = endOfLine(at, next);
        }
        bodyAt = Math.min(next + 1, bytes.length);
        judge(next == bytes.length);
    }

    /** Index of the line feed, or of the end; the characters up to there are judged on the way. */
    private int newline(int from) {
        colon = NONE;
        for (int i = from; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == ':') {
                colon = colon == NONE ? i : colon;
            } else if (b < ' ') {
                if (b == '\n') {
                    return i;
                }
                if (b < 0) {
                    charset = StandardCharsets.UTF_8;
                } else if (b != '\t' && !(b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n')) {
                    control = true;
                }
            } else if (b == 0x7f) {
                control = true;
            }
        }
        return bytes.length;
    }

    private int endOfLine(int from, int newline) {
        return newline > from && bytes[newline - 1] == '\r' ? newline - 1 : newline;
    }

    /** What is wrong with the whole text goes before what is wrong with one line. */
    private void judge(boolean endless) {
        if (endless) {
            fault = "no end of header";
        } else if (control) {
            fault = "control character";
        }
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, charset);
    }

    private void header(int at, int end) {
        if (colon <= at || colon >= end) {
            note("header line without a name");
            add(null, at, at);
            return;
        }
        int nameEnd = colon;
        while (nameEnd > at && isBlank(bytes[nameEnd - 1])) {
            nameEnd--;
        }
        for (int i = at; i < nameEnd; i++) {
            if (bytes[i] < 0 || !Grammar.isTokenCharacter((char) bytes[i])) {
                note("bad header name");
                add(null, at, at);
                return;
            }
        }
        int from = colon + 1;
        while (from < end && isBlank(bytes[from])) {
            from++;
        }
        int to = end;
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        add(Header.of(bytes, at, nameEnd), from, to);
    }

    /** Keeps a place also for a line that is of no interest: its continuation must not fall on the line before. */
    private void add(Header name, int from, int to) {
        if (size == MAX_HEADERS) {
            note("too many headers");
            return;
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            froms = Arrays.copyOf(froms, 2 * size);
            tos = Arrays.copyOf(tos, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
            nexts = Arrays.copyOf(nexts, 2 * size);
        }
        names[size] = name;
        froms[size] = from;
        tos[size] = to;
        nexts[size] = NONE;
        if (name != null) {
            link(name);
        }
        size++;
    }

    private void link(Header name) {
        int before = firsts[name.index()];
        if (before == NONE) {
            firsts[name.index()] = size;
            return;
        }
        while (nexts[before] != NONE) {
            before = nexts[before];
        }
        nexts[before] = size;
    }

    /** Their number is limited, since each one copies what is there. */
    private void unfold(int at, int end) {
        if (++folds > MAX_HEADERS) {
            note("too many continuation lines");
        } else if (size == 0) {
            note("continuation of nothing");
        } else if (names[size - 1] != null) {
            values[size - 1] = (value(size - 1) + ' ' + text(at, end).trim()).trim();
        }
    }

    private void note(String why) {
        if (fault == null) {
            fault = why;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private String value(int index) {
        String value = values[index];
        if (value == null) {
            value = text(froms[index], tos[index]);
            values[index] = value;
        }
        return value;
    }

    /** Null if the text is a message at all; which says nothing about its header fields' values. */
    public String fault() {
        return fault;
    }

    public String startLine() {
        return startLine;
    }

    /** The first of that name, or null. */
    public String first(Header name) {
        int index = firsts[name.index()];
        return index == NONE ? null : value(index);
    }

    public int count(Header name) {
        int count = 0;
        for (int i = firsts[name.index()]; i != NONE; i = nexts[i]) {
            count++;
        }
        return count;
    }

    /** All of that name in order, one element per header line. */
    public List<String> all(Header name) {
        int first = firsts[name.index()];
        if (first == NONE) {
            return List.of();
        }
        if (nexts[first] == NONE) {
            return List.of(value(first));
        }
        List<String> found = new ArrayList<>(4);
        for (int i = first; i != NONE; i = nexts[i]) {
            found.add(value(i));
        }
        return found;
    }

    /** Octets behind the empty line. */
    public int bodyLength() {
        return bytes.length - bodyAt;
    }

    public byte[] body(int length) {
        return Arrays.copyOfRange(bytes, bodyAt, bodyAt + length);
    }
}
