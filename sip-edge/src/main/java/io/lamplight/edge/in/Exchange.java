package io.lamplight.edge.in;

import io.lamplight.edge.message.SipRequest;

/**
 * A non-INVITE server transaction (RFC 3261 §17.2.2), as far as one is needed: the request while it is worked on, then
 * what was decided. A retransmission brings along all the rest of its answer.
 */
final class Exchange {
    /** Characters of header lines: if more were kept, few peers could fill the memory. */
    private static final int LONGEST_KEPT = 2048;

    /**
     * What was decided.
     *
     * @param toTag null for the one that is made of the request
     * @param headers whole lines
     */
    record Answer(int code, String reason, String toTag, String headers) {}

    private final long transaction;
    private SipRequest request;
    private volatile Answer answer;
    private volatile boolean dropped;

    Exchange(SipRequest request) {
        this.transaction = request.fault() == null ? request.retransmissionHash() : 0;
        this.request = request;
    }

    /** What the same transaction has in common. */
    long transaction() {
        return transaction;
    }

    /** Null while it is worked on, or if it is not kept. */
    Answer answer() {
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

    boolean isAnswered() {
        return dropped || answer != null;
    }

    void answered(Answer given) {
        if (given.headers().length() > LONGEST_KEPT) {
            dropped = true;
        } else {
            answer = given;
        }
        request = null;
    }
}
