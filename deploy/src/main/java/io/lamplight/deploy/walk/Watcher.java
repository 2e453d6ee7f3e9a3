package io.lamplight.deploy.walk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** One subscription of a {@link SipPeer}, with the client's half of its dialog. */
public final class Watcher {
    private final SipPeer phone;
    private final String resource;
    private final String event;
    private final String callId;
    private final String fromTag;
    private String toTag = "";
    private String remoteTarget;
    private long cseq;

    public Watcher(SipPeer phone, String resource, String event, String name) {
        this.phone = phone;
        this.resource = resource;
        this.event = event;
        this.callId = phone.unique(name);
        this.fromTag = name;
        this.remoteTarget = resource;
    }

    /** SUBSCRIBE, initial or in the dialog; 0 unsubscribes. */
    public SipMessage subscribe(InetSocketAddress server, int expires, Duration patience)
            throws IOException, InterruptedException, TimeoutException {
        cseq++;
        String text = "SUBSCRIBE " + remoteTarget + " SIP/2.0\r\n"
                + "From: <sip:" + phone.user() + "@example.com>;tag=" + fromTag + "\r\n"
                + "To: <" + resource + ">" + (toTag.isEmpty() ? "" : ";tag=" + toTag) + "\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + cseq + " SUBSCRIBE\r\n"
                + "Contact: <" + phone.contact() + ">\r\n"
                + "Event: " + event + "\r\n"
                + "Expires: " + expires + "\r\n";
        SipMessage answer = phone.request(server, text, "", patience);
        if (answer.status() / 100 == 2) {
            toTag = answer.parameter("To", "tag");
            remoteTarget = answer.uri("Contact");
        }
        return answer;
    }

    /** Whether it belongs to this subscription's dialog, by Call-ID and the server's tag (RFC 3261 §12.2.2). */
    public boolean owns(SipMessage notify) {
        return notify.get("Call-ID").equals(callId)
                && notify.parameter("From", "tag").equals(toTag);
    }

    public String callId() {
        return callId;
    }
}
