package io.lamplight.edge.message;

/** Header lines as text. Whatever a value holds, it stays one line. */
public final class HeaderLines {
    private final StringBuilder out;

    public HeaderLines() {
        this(new StringBuilder(128));
    }

    public HeaderLines(StringBuilder out) {
        this.out = out;
    }

    public HeaderLines add(String name, String value) {
        appendValue(out, name);
        out.append(": ");
        appendValue(out, value);
        out.append("\r\n");
        return this;
    }

    public HeaderLines add(String name, long value) {
        out.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    /** Control characters become blanks: a stored value cannot begin a header of its own (CR/LF injection). */
    public static void appendValue(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == 0x7f) {
                appendCleaned(out, value);
                return;
            }
        }
        out.append(value);
    }

    private static void appendCleaned(StringBuilder out, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            out.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
