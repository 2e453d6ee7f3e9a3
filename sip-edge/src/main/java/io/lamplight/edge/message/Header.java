package io.lamplight.edge.message;

import java.util.Arrays;
import java.util.Locale;

/** The header fields that the edge looks at, with their compact forms (RFC 3261 §7.3.3, RFC 6665 §8.2.1). */
public enum Header {
    VIA("Via"),
    FROM("From"),
    TO("To"),
    CALL_ID("Call-ID"),
    CSEQ("CSeq"),
    MAX_FORWARDS("Max-Forwards"),
    CONTACT("Contact"),
    CONTENT_LENGTH("Content-Length"),
    CONTENT_TYPE("Content-Type"),
    CONTENT_ENCODING("Content-Encoding"),
    EVENT("Event"),
    ACCEPT("Accept"),
    EXPIRES("Expires"),
    SIP_IF_MATCH("SIP-If-Match"),
    RECORD_ROUTE("Record-Route"),
    REQUIRE("Require"),
    SUPPORTED("Supported"),
    RETRY_AFTER("Retry-After");

    static final int COUNT = values().length;

    private static final int LONGEST = 16;
    private static final Header[][] BY_LENGTH = new Header[LONGEST + 1][];

    private final String text;
    private final String lowerCase;

    Header(String text) {
        this.text = text;
        this.lowerCase = text.toLowerCase(Locale.ROOT);
    }

    static {
        for (int length = 0; length < BY_LENGTH.length; length++) {
            int wanted = length;
            BY_LENGTH[length] = Arrays.stream(values())
                    .filter(header -> header.lowerCase.length() == wanted)
                    .toArray(Header[]::new);
        }
    }

    /** Null for all others. */
    static Header of(byte[] message, int from, int to) {
        int length = to - from;
        if (length == 1) {
            return ofCompact(message[from]);
        }
        if (length <= LONGEST) {
            for (Header header : BY_LENGTH[length]) {
                if (header.stands(message, from)) {
                    return header;
                }
            }
        }
        return null;
    }

    private boolean stands(byte[] message, int from) {
        for (int i = 0; i < lowerCase.length(); i++) {
            byte b = message[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + 'a' - 'A' : b) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Below {@link #COUNT}; of no meaning beyond this JVM. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }

    private static Header ofCompact(byte letter) {
        return switch (letter) {
            case 'v', 'V' -> VIA;
            case 'f', 'F' -> FROM;
            case 't', 'T' -> TO;
            case 'i', 'I' -> CALL_ID;
            case 'm', 'M' -> CONTACT;
            case 'l', 'L' -> CONTENT_LENGTH;
            case 'c', 'C' -> CONTENT_TYPE;
            case 'e', 'E' -> CONTENT_ENCODING;
            case 'o', 'O' -> EVENT;
            case 'k', 'K' -> SUPPORTED;
            default -> null;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
