package io.lamplight.edge.in;

import io.lamplight.edge.message.SipRequest;

/**
 * A non-INVITE server transaction (RFC 3261 §17.2.2), as far as one is needed: the request while it is worked on, its
 * answer for the retransmissions that come later.
 */
final class Exchange {
    private SipRequest request;
    private volatile byte[] answer;

    Exchange(SipRequest request) {
        this.request = request;
    }

    /** Null while it is worked on. */
    byte[] answer() {
        return answer;
    }

    /** Only until it is answered: then what the request held may go. */
    SipRequest request() {
        return request;
    }

    void answered(byte[] bytes) {
        answer = bytes;
        request = null;
    }
}
