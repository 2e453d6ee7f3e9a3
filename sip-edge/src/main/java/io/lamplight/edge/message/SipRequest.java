package io.lamplight.edge.message;

import io.lamplight.edge.transport.Origin;

/**
 * A request whose mandatory header fields are read. With a {@code fault} it can only be answered 400: then {@code from},
 * {@code to} and {@code callId} may be null.
 *
 * @param bodyLength as Content-Length says, or what there is
 * @param fault null if all is well
 */
public record SipRequest(
        String method,
        String uri,
        String version,
        Via via,
        Address from,
        Address to,
        String callId,
        long cseq,
        int bodyLength,
        String fault,
        RawMessage raw,
        Origin origin) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    public boolean inDialog() {
        return to != null && !to.tag().isEmpty();
    }

    /** The same for the same request on every node and in every JVM: FNV-1a with a final mix. */
    public long transactionHash() {
        long hash = FNV_OFFSET;
        hash = fold(hash, via.branch());
        hash = fold(hash, via.sentBy());
        hash = fold(hash, callId == null ? "" : callId);
        return finish(hash);
    }

    /**
     * With {@link #requestHash} what tells a retransmission from a new request (RFC 3261 §17.2.3), also where the branch of
     * an old client says little.
     */
    public long retransmissionHash() {
        return via.hasMagicCookie() ? transactionHash() : finish(fold(fold(transactionHash(), uri), to.tag()));
    }

    /** The same for a request that took two paths (RFC 3261 §8.2.2.2): From tag, Call-ID and CSeq. */
    public long requestHash() {
        long hash = fold(FNV_OFFSET, from.tag());
        hash = fold(hash, method);
        return finish(fold(hash, callId));
    }

    private long finish(long seed) {
        long hash = (seed ^ cseq) * FNV_PRIME;
        hash ^= hash >>> 32;
        hash *= 0x9fb21c651e98df25L;
        return hash ^ hash >>> 29;
    }

    private static long fold(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return (hash ^ 0x1ff) * FNV_PRIME;
    }
}
