package io.lamplight.edge.in;

import io.lamplight.edge.message.SipRequest;

/**
 * A non-INVITE server transaction (RFC 3261 §17.2.2), as far as one is needed: the request while it is worked on, its
 * answer for the retransmissions that come later.
 */
final class Exchange {
    /** Octets. Answers echo Via and Record-Route: if the long ones were kept, few peers could fill the memory. */
    private static final int LONGEST_KEPT = 4096;

    private SipRequest request;
    private volatile byte[] answer;
    private volatile boolean dropped;

    Exchange(SipRequest request) {
        this.request = request;
    }

    /** Null while it is worked on, or if it is not kept. */
    byte[] answer() {
        return answer;
    }

    /** Only until it is answered: then what the request held may go. */
    SipRequest request() {
        return request;
    }

    /** Whether the answer went out and was not kept: a retransmission is a request like the first. */
    boolean isDropped() {
        return dropped;
    }

    void answered(byte[] bytes) {
        if (bytes.length > LONGEST_KEPT) {
            dropped = true;
        } else {
            answer = bytes;
        }
        request = null;
    }
}
