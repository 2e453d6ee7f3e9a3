package io.lamplight.deploy.walk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A SIP message as a peer sees it: first line, headers in order, body. Knows nothing of the server's own parser. */
public record SipMessage(String firstLine, List<Header> headers, String body) {
    public record Header(String name, String value) {}

    public SipMessage {
        headers = List.copyOf(headers);
    }

    /** Reads one datagram; what is no header line is left out. */
    public static SipMessage parse(byte[] datagram, int length) {
        String text = new String(datagram, 0, length, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        String head = end < 0 ? text : text.substring(0, end);
        String[] lines = head.split("\r\n", -1);
        List<Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.add(new Header(
                        lines[i].substring(0, colon).strip(),
                        lines[i].substring(colon + 1).strip()));
            }
        }
        return new SipMessage(lines[0], headers, end < 0 ? "" : text.substring(end + 4));
    }

    public boolean isRequest() {
        return !firstLine.startsWith("SIP/2.0 ");
    }

    /** Status code of a response. */
    public int status() {
        return Integer.parseInt(firstLine.substring(8, 11));
    }

    public String method() {
        return firstLine.substring(0, firstLine.indexOf(' '));
    }

    public Optional<String> header(String name) {
        return headers.stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /** The header's value, or an empty text. */
    public String get(String name) {
        return header(name).orElse("");
    }

    public long cseq() {
        return Long.parseLong(get("CSeq").split(" ", 2)[0]);
    }

    /** A header parameter's value, or an empty text. */
    public String parameter(String header, String parameter) {
        String value = get(header);
        for (String part : value.split(";", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length == 2 && pair[0].strip().equalsIgnoreCase(parameter)) {
                return pair[1].strip();
            }
        }
        return "";
    }

    /** What stands between angle brackets. */
    public String uri(String header) {
        String value = get(header);
        int open = value.indexOf('<');
        int close = value.indexOf('>', open);
        return open < 0 || close < 0 ? value : value.substring(open + 1, close);
    }
}
