package io.lamplight.edge.rehearsal;

import java.nio.charset.StandardCharsets;

/** What a phone reads of a message from the edge, as text: the edge's own writing, so in its own form. */
record Reply(String text) {
    private static final String CRLF = "\r\n";

    static Reply of(byte[] message) {
        return new Reply(new String(message, StandardCharsets.UTF_8));
    }

    boolean isRequest() {
        return !text.startsWith("SIP/2.0 ");
    }

    int status() {
        return Integer.parseInt(text.substring(8, 11));
    }

    String toTag() {
        String to = value("To");
        return to.substring(to.indexOf(";tag=") + 5);
    }

    String etag() {
        return value("SIP-ETag");
    }

    /** The name of the scene that a response belongs to. */
    String scene() {
        String callId = value("Call-ID");
        return callId.substring(0, callId.lastIndexOf('-'));
    }

    /** A 200 to this request, with what RFC 3261 §8.2.6.2 has it echo. */
    byte[] ok() {
        StringBuilder out = new StringBuilder(512).append("SIP/2.0 200 OK\r\n");
        for (String name : new String[] {"Via", "From", "To", "Call-ID", "CSeq"}) {
            out.append(name).append(": ").append(value(name)).append(CRLF);
        }
        return out.append("Content-Length: 0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private String value(String name) {
        String line = CRLF + name + ": ";
        int at = text.indexOf(line);
        if (at < 0) {
            throw new IllegalStateException("no " + name + " in " + text);
        }
        int from = at + line.length();
        return text.substring(from, text.indexOf(CRLF, from));
    }
}
