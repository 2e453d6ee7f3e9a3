package io.lamplight.deploy.walk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** One publication of a {@link SipPeer}: keeps the entity-tag that the server gave last (RFC 3903 §4.1). */
public final class Publisher {
    private final SipPeer phone;
    private final String resource;
    private final String event;
    private final String contentType;
    private final String callId;
    private String etag = "";
    private long cseq;

    public Publisher(SipPeer phone, String resource, String event, String contentType, String name) {
        this.phone = phone;
        this.resource = resource;
        this.event = event;
        this.contentType = contentType;
        this.callId = phone.unique(name);
    }

    /** Initial or modify with a body, refresh without one, remove with {@code expires} 0. */
    public SipMessage publish(InetSocketAddress server, String body, int expires, Duration patience)
            throws IOException, InterruptedException, TimeoutException {
        cseq++;
        String text = "PUBLISH " + resource + " SIP/2.0\r\n"
                + "From: <" + resource + ">;tag=publisher\r\n"
                + "To: <" + resource + ">\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + cseq + " PUBLISH\r\n"
                + "Event: " + event + "\r\n"
                + (etag.isEmpty() ? "" : "SIP-If-Match: " + etag + "\r\n")
                + (body.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n")
                + "Expires: " + expires + "\r\n";
        SipMessage answer = phone.request(server, text, body, patience);
        if (answer.status() / 100 == 2) {
            etag = expires == 0 ? "" : answer.get("SIP-ETag");
        } else if (answer.status() == 412) {
            // RFC 3903 §4.1: start over with an initial publication.
            etag = "";
        }
        return answer;
    }

    public String etag() {
        return etag;
    }

    public static String pidf(String entity, String basic, String note) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
                + "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"" + entity + "\">"
                + "<tuple id=\"desk\"><status><basic>" + basic + "</basic></status>"
                + "<contact>" + entity + "</contact><note>" + note + "</note></tuple></presence>";
    }
}
