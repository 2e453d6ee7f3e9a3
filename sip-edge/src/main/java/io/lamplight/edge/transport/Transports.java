package io.lamplight.edge.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** All that is listened on; picks what a message leaves by. */
public final class Transports {
    private final List<SipTransport> all;

    public Transports(List<SipTransport> all) {
        this.all = List.copyOf(all);
    }

    public List<SipTransport> all() {
        return all;
    }

    /** Null if there is none of that name that could reach the address. */
    public SipTransport find(String name, InetAddress to) {
        SipTransport fit = null;
        for (SipTransport transport : all) {
            if (transport.name().equals(name)) {
                InetAddress local = transport.local().getAddress();
                boolean family = local.getClass() == to.getClass() || local.isAnyLocalAddress();
                boolean scope = local.isAnyLocalAddress() || local.isLoopbackAddress() == to.isLoopbackAddress();
                if (family && scope) {
                    return transport;
                }
                fit = fit == null && family ? transport : fit;
            }
        }
        return fit;
    }

    /** The transport that has an open connection to that address, or null. */
    public SipTransport connected(String name, InetSocketAddress to) {
        for (SipTransport transport : all) {
            if (transport.name().equals(name) && transport.isConnected(to)) {
                return transport;
            }
        }
        return null;
    }
}
