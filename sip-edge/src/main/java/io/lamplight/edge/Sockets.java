package io.lamplight.edge;

import io.lamplight.edge.metrics.ConnectionMetrics;
import io.lamplight.edge.transport.Advertised;
import io.lamplight.edge.transport.CannotListen;
import io.lamplight.edge.transport.Caps;
import io.lamplight.edge.transport.Inbound;
import io.lamplight.edge.transport.SipTransport;
import io.lamplight.edge.transport.StreamKind;
import io.lamplight.edge.transport.StreamTransport;
import io.lamplight.edge.transport.TlsContexts;
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

/** All listening sockets: for each address what is on; UDP and TCP on the same port, each other transport on its own. */
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

    static Sockets open(EdgeSettings settings, ConnectionMetrics metrics, Inbound inbound) {
        TlsContexts tls = settings.tls().isConfigured() ? TlsContexts.create(settings.tls()) : null;
        EdgeSettings.Tcp tcp = settings.tcp();
        EventLoopGroup group = new NioEventLoopGroup(tcp.threads(), new DefaultThreadFactory("sip-tcp", true));
        Caps caps = new Caps(tcp.maxConnections(), tcp.maxConnectionsPerAddress(), metrics);
        Opening opening = new Opening(
                settings,
                new StreamTransport.Shared(tcp.limits(), caps, metrics, tls, group, inbound),
                new ArrayList<>());
        try {
            settings.hosts().forEach(opening::host);
            return new Sockets(opening.open(), group);
        } catch (RuntimeException e) {
            opening.open().forEach(SipTransport::close);
            end(group);
            throw e;
        }
    }

    /** What is open so far. */
    private record Opening(EdgeSettings settings, StreamTransport.Shared shared, List<SipTransport> open) {
        void host(String host) {
            int first = open.size();
            for (int attempt = 1; ; attempt++) {
                try {
                    plain(host);
                    break;
                } catch (CannotListen e) {
                    List<SipTransport> half = open.subList(first, open.size());
                    if (half.isEmpty()
                            || attempt == TRIES
                            || settings.udp().orElseThrow().port().number() != 0) {
                        throw e;
                    }
                    half.forEach(SipTransport::close);
                    half.clear();
                }
            }
            for (StreamKind kind : StreamKind.values()) {
                if (kind != StreamKind.TCP && settings.streams().containsKey(kind)) {
                    stream(kind, address(host, settings.streams().get(kind).number()));
                }
            }
        }

        /** UDP, and TCP on the port that UDP got. */
        private void plain(String host) {
            InetSocketAddress bound = null;
            if (settings.udp().isPresent()) {
                EdgeSettings.Udp udp = settings.udp().get();
                SipTransport transport = UdpTransport.open(
                        address(host, udp.port().number()),
                        advertised(udp.port()),
                        udp.receivers(),
                        udp.buffer(),
                        settings.hosts().size() > 1,
                        shared.inbound());
                open.add(transport);
                bound = transport.local();
            }
            EdgeSettings.Port tcp = settings.streams().get(StreamKind.TCP);
            if (tcp != null) {
                stream(StreamKind.TCP, bound == null ? address(host, tcp.number()) : bound);
            }
        }

        private void stream(StreamKind kind, InetSocketAddress address) {
            open.add(StreamTransport.open(
                    kind, address, advertised(settings.streams().get(kind)), shared));
        }

        private Advertised advertised(EdgeSettings.Port port) {
            return new Advertised(settings.advertisedHost(), port.advertised());
        }

        private static InetSocketAddress address(String host, int port) {
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new IllegalArgumentException("lamplight.edge.host = " + host + ": no such host");
            }
            return address;
        }
    }

    List<SipTransport> transports() {
        return transports;
    }

    /** Of the transports by which peers can be reached that have not come to us. */
    Set<String> reaching() {
        return transports.stream()
                .filter(SipTransport::reaches)
                .map(SipTransport::name)
                .collect(Collectors.toUnmodifiableSet());
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
