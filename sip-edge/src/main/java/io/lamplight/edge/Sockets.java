package io.lamplight.edge;

import io.lamplight.edge.transport.Advertised;
import io.lamplight.edge.transport.CannotListen;
import io.lamplight.edge.transport.Inbound;
import io.lamplight.edge.transport.SipTransport;
import io.lamplight.edge.transport.TcpTransport;
import io.lamplight.edge.transport.UdpTransport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.pekko.Done;

/** All listening sockets: for each address UDP and TCP on the same port. */
final class Sockets {
    /** A free TCP port may be taken for UDP: only where any port will do, another one is tried. */
    private static final int TRIES = 20;

    private static final int SHUTDOWN_SECONDS = 5;

    private final List<SipTransport> transports;
    private final EventLoopGroup group;

    private Sockets(List<SipTransport> transports, EventLoopGroup group) {
        this.transports = List.copyOf(transports);
        this.group = group;
    }

    static Sockets open(EdgeSettings settings, Inbound inbound) {
        EventLoopGroup group = new NioEventLoopGroup(settings.tcpThreads(), new DefaultThreadFactory("sip-tcp", true));
        List<SipTransport> open = new ArrayList<>();
        try {
            for (String host : settings.hosts()) {
                open.addAll(openBoth(settings, host, group, inbound));
            }
            return new Sockets(open, group);
        } catch (RuntimeException e) {
            open.forEach(SipTransport::close);
            end(group);
            throw e;
        }
    }

    private static List<SipTransport> openBoth(
            EdgeSettings settings, String host, EventLoopGroup group, Inbound inbound) {
        Advertised advertised = new Advertised(settings.advertisedHost(), settings.advertisedPort());
        TcpTransport.Limits limits = new TcpTransport.Limits(
                settings.maxBody(),
                settings.tcpMaxConnections(),
                settings.tcpConnectTimeout(),
                settings.tcpIdleTimeout());
        InetSocketAddress address = new InetSocketAddress(host, settings.port());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("lamplight.edge.host = " + host + ": no such host");
        }
        for (int attempt = 1; ; attempt++) {
            SipTransport udp =
                    UdpTransport.open(address, advertised, settings.udpReceivers(), settings.udpBuffer(), inbound);
            try {
                return List.of(udp, TcpTransport.open(udp.local(), advertised, limits, group, inbound));
            } catch (CannotListen e) {
                udp.close();
                if (settings.port() != 0 || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    List<SipTransport> transports() {
        return transports;
    }

    /** Of the transports, as in a URI's transport parameter. */
    Set<String> names() {
        return transports.stream().map(SipTransport::name).collect(Collectors.toUnmodifiableSet());
    }

    int port() {
        return transports.get(0).local().getPort();
    }

    List<String> addresses() {
        return transports.stream().map(Object::toString).toList();
    }

    boolean isListening() {
        return transports.stream().allMatch(SipTransport::isListening);
    }

    CompletionStage<Done> close() {
        CompletableFuture<?>[] closing = transports.stream()
                .map(transport -> transport.close().toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(closing).thenCompose(done -> end(group));
    }

    private static CompletionStage<Done> end(EventLoopGroup group) {
        CompletableFuture<Done> ended = new CompletableFuture<>();
        group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
                .addListener(future -> ended.complete(Done.getInstance()));
        return ended;
    }
}
