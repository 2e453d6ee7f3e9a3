package io.lamplight.edge.transport;

import java.net.InetSocketAddress;

/** Where a message came from: the socket that received it, and the sender's address. */
public record Origin(SipTransport transport, InetSocketAddress remote) {
    /** {@code ip:port}. */
    public String text() {
        return HostPort.text(remote);
    }

    /** As a flow names it that leads back; {@link Transports#way} finds it again. */
    public String flow() {
        return HostPort.text(remote.getAddress()) + ':' + remote.getPort() + Transports.WAY + transport.way(remote);
    }
}
