package io.lamplight.edge.transport;

import java.net.InetSocketAddress;

/** An address could not be bound; the message is all that the operator needs. */
public final class CannotListen extends RuntimeException {
    CannotListen(String transport, InetSocketAddress address, Throwable cause) {
        super("cannot listen on " + transport + ' ' + HostPort.text(address) + ": " + cause.getMessage(), cause);
    }
}
