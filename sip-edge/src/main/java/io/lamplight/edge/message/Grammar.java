package io.lamplight.edge.message;

import java.util.ArrayList;
import java.util.List;

/** Lexical rules of RFC 3261 §25.1 that need no parser. */
public final class Grammar {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "-.!%*_+`'~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private Grammar() {}

    static boolean isTokenCharacter(char c) {
        return c < 128 && TOKEN[c];
    }

    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Value of a decimal number, cut to {@code max}; -1 if it is none. */
    public static long number(String text, long max) {
        if (text.isEmpty()) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = Math.min(value * 10 + c - '0', max);
        }
        return value;
    }

    /**
     * Index of the first {@code wanted} from {@code from} on that stands neither in a quoted string nor between angle
     * brackets; the text's length if there is none.
     */
    public static int find(String text, char wanted, int from) {
        boolean bracket = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == wanted && !bracket) {
                return i;
            }
            if (c == '<') {
                bracket = true;
            } else if (c == '>') {
                bracket = false;
            } else if (c == '"' && !bracket) {
                i = endOfQuoted(text, i);
            }
        }
        return text.length();
    }

    private static int endOfQuoted(String text, int open) {
        int i = open + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /**
     * What a parameter's value says: a quoted string without quotes and escapes, anything else as it is. Null if it is
     * neither a quoted string nor one word; the word may be any Call-ID, since some write theirs without quotes.
     */
    public static String unquoted(String value) {
        if (value.isEmpty() || value.charAt(0) != '"') {
            return isWord(value) ? value : null;
        }
        if (value.length() < 2 || endOfQuoted(value, 0) != value.length() - 1) {
            return null;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            if (value.charAt(i) == '\\') {
                i++;
            }
            text.append(value.charAt(i));
        }
        return text.toString();
    }

    private static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isTokenCharacter(c) && "()<>:\\/[]?{}@".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** The elements of comma-separated lists, trimmed; empty ones are left out. */
    public static List<String> elements(List<String> lines) {
        List<String> elements = new ArrayList<>(lines.size());
        for (String line : lines) {
            int at = 0;
            while (at <= line.length()) {
                int comma = find(line, ',', at);
                String element = line.substring(at, comma).trim();
                if (!element.isEmpty()) {
                    elements.add(element);
                }
                at = comma + 1;
            }
        }
        return elements;
    }

    /** A header value of type {@code value *(;parameter)} without those parameters that are called {@code name}. */
    public static String withoutParameter(String value, String name) {
        int semicolon = find(value, ';', 0);
        StringBuilder kept = null;
        while (semicolon < value.length()) {
            int next = find(value, ';', semicolon + 1);
            String parameter = value.substring(semicolon + 1, next);
            int equals = parameter.indexOf('=');
            String key = (equals < 0 ? parameter : parameter.substring(0, equals)).trim();
            if (key.equalsIgnoreCase(name)) {
                if (kept == null) {
                    kept = new StringBuilder(value.length()).append(value, 0, semicolon);
                }
            } else if (kept != null) {
                kept.append(value, semicolon, next);
            }
            semicolon = next;
        }
        return kept == null ? value : kept.toString().trim();
    }

    /** What stands between the angle brackets, or the text up to the first parameter where there are none. */
    public static String uriOf(String nameAddr) {
        int open = find(nameAddr, '<', 0);
        if (open < nameAddr.length()) {
            int close = nameAddr.indexOf('>', open);
            return nameAddr.substring(open + 1, close < 0 ? nameAddr.length() : close)
                    .trim();
        }
        return nameAddr.substring(0, find(nameAddr, ';', 0)).trim();
    }
}
