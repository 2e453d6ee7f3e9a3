package io.lamplight.edge.transport;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * How peers reach us, where that is not the bound address.
 *
 * @param port 0 for the bound one
 */
public record Advertised(Optional<String> host, int port) {
    String sentBy(InetSocketAddress local) {
        return host.orElseGet(() -> HostPort.text(local.getAddress())) + ':' + (port == 0 ? local.getPort() : port);
    }
}
