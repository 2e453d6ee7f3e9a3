package io.lamplight.edge.transport;

import io.lamplight.edge.metrics.ConnectionMetrics;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Connections, ours and theirs, by the peer's address: whoever opened one, both sides use it. */
// Futures are listened to where their outcome matters; addListener returns them once more.
@SuppressWarnings("FutureReturnValueIgnored")
public final class StreamTransport implements SipTransport {
    /** From anywhere: a flow of an edge that was here before names none of ours. */
    private static final AtomicLong IDS =
            new AtomicLong(ThreadLocalRandom.current().nextLong() >>> 16);

    /**
     * Limits of each connection.
     *
     * @param connect for a connection of ours to come up
     * @param handshake for TLS and HTTP together
     * @param message for a message from its first octet to its last, and for a peer to read on
     * @param idle after it, a silent connection is closed
     * @param unread octets that may wait for a peer
     */
    public record Limits(
            int maxBody, Duration connect, Duration handshake, Duration message, Duration idle, int unread) {}

    /**
     * What all of them share.
     *
     * @param group whose threads serve all connections; it stays the caller's
     * @param tls null where no transport is secure
     */
    public record Shared(
            Limits limits,
            Caps caps,
            ConnectionMetrics metrics,
            TlsContexts tls,
            EventLoopGroup group,
            Inbound inbound) {}

    /** One whom we call: where TLS asks who it is, its name matters too. */
    private record Called(InetSocketAddress address, String host) {}

    private final StreamKind kind;
    private final Shared shared;
    private final AtomicInteger open;
    private final ConcurrentMap<InetSocketAddress, Connection> connections = new ConcurrentHashMap<>();
    private final ConcurrentMap<Called, CompletableFuture<Connection>> connecting = new ConcurrentHashMap<>();
    private Channel listener;
    private InetSocketAddress local;
    private String sentBy;
    private String contact;
    private String sipsContact;

    private StreamTransport(StreamKind kind, Shared shared) {
        this.kind = kind;
        this.shared = shared;
        this.open = shared.metrics().open(kind.label());
    }

    /** Binds and begins to accept. */
    public static StreamTransport open(
            StreamKind kind, InetSocketAddress address, Advertised advertised, Shared shared) {
        StreamTransport transport = new StreamTransport(kind, shared);
        transport.bind(address, advertised);
        return transport;
    }

    private void bind(InetSocketAddress address, Advertised advertised) {
        ChannelFuture bound = new ServerBootstrap()
                .group(shared.group())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new CannotListen(kind.label(), address, bound.cause());
        }
        listener = bound.channel();
        local = (InetSocketAddress) listener.localAddress();
        sentBy = advertised.sentBy(local);
        contact = sentBy + ";transport=" + kind.parameter();
        // With sips, TLS goes without saying; with ws it is what makes it wss (RFC 7118 §5.2.3).
        sipsContact = kind.webSocket() ? contact : sentBy;
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(limits().unread() / 2, limits().unread());
    }

    private void accept(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null || !shared.caps().enter(remote.getAddress())) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> shared.caps().leave(remote.getAddress()));
        build(channel, kind.secure() ? shared.tls().server() : null, connection(channel, null));
    }

    private Connection connection(Channel channel, String host) {
        return new Connection(this, shared.inbound(), channel, Long.toHexString(IDS.incrementAndGet()), host);
    }

    /** Silence is measured behind TLS: what never becomes a whole record is silence too. */
    private void build(Channel channel, ChannelHandler tls, Connection connection) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(tls);
        }
        pipeline.addLast(new IdleStateHandler(limits().idle().toMillis(), 0, 0, TimeUnit.MILLISECONDS));
        if (kind.webSocket()) {
            WebSocketUpgrade.addTo(
                    pipeline,
                    limits().maxBody() + StreamFramer.MAX_HEAD,
                    connection.message(),
                    () -> connection.handshakeFailed(null));
        } else {
            pipeline.addLast(new StreamFramer(limits().maxBody(), connection.message()));
        }
        pipeline.addLast(connection);
    }

    StreamKind kind() {
        return kind;
    }

    Limits limits() {
        return shared.limits();
    }

    ConnectionMetrics metrics() {
        return shared.metrics();
    }

    /** From now on it carries messages; once. */
    void opened(Connection connection) {
        open.incrementAndGet();
        connections.put(connection.remote(), connection);
    }

    /** What was opened carries no messages any more; once. */
    void closed(Connection connection) {
        open.decrementAndGet();
        connections.remove(connection.remote(), connection);
    }

    @Override
    public String name() {
        return kind.label();
    }

    @Override
    public String viaName() {
        return kind.viaName();
    }

    @Override
    public boolean reliable() {
        return true;
    }

    @Override
    public boolean secure() {
        return kind.secure();
    }

    /** A browser takes no connections (RFC 7118 §5.4). */
    @Override
    public boolean reaches() {
        return !kind.webSocket();
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public String sentBy() {
        return sentBy;
    }

    @Override
    public String contact(boolean sips) {
        return sips ? sipsContact : contact;
    }

    @Override
    public String way(InetSocketAddress remote) {
        Connection connection = connections.get(remote);
        return connection == null ? "" : connection.id();
    }

    @Override
    public boolean isConnected(InetSocketAddress remote) {
        Connection connection = connections.get(remote);
        return connection != null && connection.isActive() || connecting.containsKey(called(remote));
    }

    private Called called(InetSocketAddress to) {
        return new Called(to, kind.secure() ? to.getHostString() : "");
    }

    @Override
    public void send(byte[] octets, int length, InetSocketAddress to, Runnable failed) {
        byte[] message = Arrays.copyOf(octets, length);
        Connection connection = connections.get(to);
        if (connection != null && connection.isActive() && connection.leadsTo(to)) {
            connection.write(message, failed);
        } else if (reaches()) {
            opening(called(to)).whenComplete((opened, failure) -> {
                if (failure == null) {
                    opened.write(message, failed);
                } else {
                    failed.run();
                }
            });
        } else {
            failed.run();
        }
    }

    private CompletableFuture<Connection> opening(Called called) {
        CompletableFuture<Connection> mine = new CompletableFuture<>();
        CompletableFuture<Connection> opening = connecting.putIfAbsent(called, mine);
        if (opening != null) {
            return opening;
        }
        connect(called, mine);
        return mine;
    }

    private void connect(Called called, CompletableFuture<Connection> opening) {
        opening.whenComplete((opened, failure) -> connecting.remove(called, opening));
        new Bootstrap()
                .group(shared.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits().connect().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        Connection connection = connection(channel, called.host());
                        connection.whenOpen(opening);
                        ChannelHandler tls =
                                kind.secure() ? shared.tls().client(channel.alloc(), called.address()) : null;
                        build(channel, tls, connection);
                    }
                })
                .connect(called.address(), new InetSocketAddress(local.getAddress(), 0))
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        opening.completeExceptionally(done.cause());
                    }
                });
    }

    @Override
    public boolean isListening() {
        return listener.isActive() && !shared.group().isShuttingDown();
    }

    @Override
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        listener.close().addListener(done -> {
            connections.values().forEach(Connection::leave);
            closed.complete(null);
        });
        return closed;
    }

    @Override
    public String toString() {
        return kind.label() + ' ' + HostPort.text(local);
    }
}
