package io.lamplight.edge.in;

/** Requests as text. */
final class Sip {
    static final String SUBSCRIBE = """
            SUBSCRIBE sip:alice@example.org SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:6000;branch=z9hG4bK-1;rport
            Max-Forwards: 70
            From: "Bob; <B>" <sip:bob@example.org>;tag=f1
            To: <sip:alice@example.org>
            Call-ID: c1@127.0.0.1
            CSeq: 1 SUBSCRIBE
            Contact: <sip:bob@127.0.0.1:6000>
            Event: presence
            Accept: application/pidf+xml
            Expires: 600
            Content-Length: 0

            """.replace("\n", "\r\n");

    static final String PUBLISH = """
            PUBLISH sip:alice@example.org SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:6000;branch=z9hG4bK-2;rport
            Max-Forwards: 70
            From: <sip:alice@example.org>;tag=p1
            To: <sip:alice@example.org>
            Call-ID: p1@127.0.0.1
            CSeq: 1 PUBLISH
            Event: presence
            Expires: 600
            Content-Type: application/pidf+xml
            Content-Length: 11

            <presence/>""".replace("\n", "\r\n");

    static final String OPTIONS = """
            OPTIONS sip:127.0.0.1:5060 SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:6000;branch=z9hG4bK-3;rport
            Max-Forwards: 70
            From: <sip:bob@example.org>;tag=o1
            To: <sip:127.0.0.1>
            Call-ID: o1@127.0.0.1
            CSeq: 1 OPTIONS
            Content-Length: 0

            """.replace("\n", "\r\n");

    private Sip() {}

    static String without(String message, String header) {
        int at = message.indexOf("\r\n" + header + ":");
        return message.substring(0, at) + message.substring(message.indexOf("\r\n", at + 2));
    }

    /** Another value for a header, or a header more if it is not there. */
    static String with(String message, String header, String value) {
        if (!message.contains("\r\n" + header + ":")) {
            return also(message, header, value);
        }
        int at = message.indexOf("\r\n" + header + ":");
        return message.substring(0, at)
                + "\r\n" + header + ": " + value
                + message.substring(message.indexOf("\r\n", at + 2));
    }

    static String also(String message, String header, String value) {
        int at = message.indexOf("\r\n\r\n");
        return message.substring(0, at) + "\r\n" + header + ": " + value + message.substring(at);
    }

    static String header(String message, String name) {
        for (String line : message.split("\r\n")) {
            if (line.startsWith(name + ": ")) {
                return line.substring(name.length() + 2);
            }
        }
        return null;
    }
}
