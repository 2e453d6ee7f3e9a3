package io.lamplight.edge;

import io.lamplight.edge.transport.Framing;
import io.lamplight.edge.transport.Inbound;
import io.lamplight.edge.transport.Origin;

/** Ties sockets and listener, which need each other. What comes before it is open is dropped; the peer sends again. */
final class Gate implements Inbound {
    private volatile Inbound listener = (message, origin, framing) -> {};

    void open(Inbound to) {
        listener = to;
    }

    @Override
    public void received(byte[] message, Origin origin, Framing framing) {
        listener.received(message, origin, framing);
    }
}
