package io.lamplight.edge.transport;

import io.lamplight.presence.api.Flow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** All that is listened on; picks what a message leaves by. */
public final class Transports {
    /**
     * Between a flow's address and the name of the way there. Without it the address only tells where a datagram came
     * from, or which connection it was when flows did not tell one from the next at the same address.
     */
    static final char WAY = '/';

    private final List<SipTransport> all;

    public Transports(List<SipTransport> all) {
        this.all = List.copyOf(all);
    }

    /** Whether there is one of that name by which peers can be reached that have not come to us. */
    public boolean reach(String name) {
        return all.stream().anyMatch(one -> one.name().equals(name) && one.reaches());
    }

    /** Null if there is none of that name that could reach the address. */
    public SipTransport find(String name, InetAddress to) {
        SipTransport fit = null;
        for (SipTransport transport : all) {
            if (transport.name().equals(name) && transport.reaches()) {
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

    /** Whether requests go by that flow, as long as it leads anywhere, rather than by what the dialog says. */
    public static boolean isWay(Flow flow) {
        return flow.transport().equals("udp")
                ? flow.remote().indexOf(WAY) >= 0
                : !flow.remote().isEmpty();
    }

    /**
     * Where a flow leads as long as it is alive; null if it is not, or was never ours. A connection is known by more than
     * its address: behind a NAT the next one from there may be another's.
     */
    public Origin way(Flow flow) {
        String name = flow.transport();
        String text = flow.remote();
        int slash = text.indexOf(WAY);
        InetSocketAddress remote = HostPort.parse(slash < 0 ? text : text.substring(0, slash));
        if (remote == null) {
            return null;
        }
        String wanted = slash < 0 ? "" : text.substring(slash + 1);
        for (SipTransport transport : all) {
            if (transport.name().equals(name)
                    && (!transport.reliable() || transport.isConnected(remote))
                    && (slash < 0 || transport.way(remote).equals(wanted))) {
                return new Origin(transport, remote);
            }
        }
        // The socket that a datagram came to may be another edge's, or gone: the next best still knows the address.
        SipTransport other = find(name, remote.getAddress());
        return other == null || other.reliable() ? null : new Origin(other, remote);
    }
}
