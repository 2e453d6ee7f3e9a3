package io.lamplight.edge.transport;

/** Takes what the transports receive, on their threads; it does not block and does not throw. */
public interface Inbound {
    void received(byte[] message, Origin origin, Framing framing);
}
