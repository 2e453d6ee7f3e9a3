package io.lamplight.edge.transport;

import java.net.InetSocketAddress;

/** Where a message came from: the socket that received it, and the sender's address. */
public record Origin(SipTransport transport, InetSocketAddress remote) {
    /** {@code ip:port}, as a flow names it. */
    public String text() {
        return HostPort.text(remote);
    }
}
