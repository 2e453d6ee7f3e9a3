package io.lamplight.edge.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
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
import java.util.concurrent.TimeUnit;

/** Connections, ours and theirs, by the peer's address: whoever opened one, both sides use it. */
// Futures are listened to where their outcome matters; addListener returns them once more.
@SuppressWarnings("FutureReturnValueIgnored")
public final class TcpTransport implements SipTransport {
    private static final int HIGH_WATER = 1 << 20;

    /**
     * Limits of a TCP transport.
     *
     * @param idle after it, a silent connection is closed
     */
    public record Limits(int maxBody, int maxConnections, Duration connectTimeout, Duration idle) {}

    private final Limits limits;
    private final Inbound inbound;
    private final EventLoopGroup group;
    private final ConcurrentMap<InetSocketAddress, Channel> connections = new ConcurrentHashMap<>();
    private final ConcurrentMap<InetSocketAddress, ChannelFuture> connecting = new ConcurrentHashMap<>();
    private Channel listener;
    private InetSocketAddress local;
    private String sentBy;

    private TcpTransport(Limits limits, EventLoopGroup group, Inbound inbound) {
        this.limits = limits;
        this.group = group;
        this.inbound = inbound;
    }

    /** Binds and begins to accept, on threads of {@code group}, which stays the caller's. */
    public static TcpTransport open(
            InetSocketAddress address, Advertised advertised, Limits limits, EventLoopGroup group, Inbound inbound) {
        TcpTransport transport = new TcpTransport(limits, group, inbound);
        transport.bind(address, advertised);
        return transport;
    }

    private void bind(InetSocketAddress address, Advertised advertised) {
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(HIGH_WATER / 2, HIGH_WATER))
                .childHandler(initializer())
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new CannotListen("tcp", address, bound.cause());
        }
        listener = bound.channel();
        local = (InetSocketAddress) listener.localAddress();
        sentBy = advertised.sentBy(local);
    }

    private ChannelInitializer<SocketChannel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                StreamFramer framer = new StreamFramer(limits.maxBody());
                channel.pipeline()
                        .addLast(new IdleStateHandler(limits.idle().toMillis(), 0, 0, TimeUnit.MILLISECONDS))
                        .addLast(framer)
                        .addLast(new TcpConnection(TcpTransport.this, inbound));
            }
        };
    }

    /** False if there are too many already. */
    boolean opened(Channel channel) {
        if (connections.size() >= limits.maxConnections()) {
            return false;
        }
        connections.put((InetSocketAddress) channel.remoteAddress(), channel);
        return true;
    }

    void closed(Channel channel, InetSocketAddress remote) {
        connections.remove(remote, channel);
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public String viaName() {
        return "TCP";
    }

    @Override
    public boolean reliable() {
        return true;
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
    public boolean isConnected(InetSocketAddress remote) {
        Channel channel = connections.get(remote);
        return channel != null && channel.isActive() || connecting.containsKey(remote);
    }

    @Override
    public void send(byte[] octets, int length, InetSocketAddress to, Runnable failed) {
        byte[] message = Arrays.copyOf(octets, length);
        Channel channel = connections.get(to);
        if (channel != null && channel.isActive()) {
            write(channel, message, failed);
            return;
        }
        ChannelFuture connection = connecting.computeIfAbsent(to, this::connect);
        connection.addListener(done -> {
            // Later, since the channel becomes active, and thus known, only behind this.
            connection.channel().eventLoop().execute(() -> connecting.remove(to, connection));
            if (done.isSuccess()) {
                write(connection.channel(), message, failed);
            } else {
                failed.run();
            }
        });
    }

    private ChannelFuture connect(InetSocketAddress to) {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(HIGH_WATER / 2, HIGH_WATER))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.connectTimeout().toMillis())
                .handler(initializer())
                .connect(to, new InetSocketAddress(local.getAddress(), 0));
    }

    /** A peer that does not read is a peer that is not reached: nothing piles up for it. */
    private static void write(Channel channel, byte[] message, Runnable failed) {
        if (!channel.isWritable()) {
            failed.run();
            return;
        }
        channel.writeAndFlush(Unpooled.wrappedBuffer(message)).addListener(done -> {
            if (!done.isSuccess()) {
                failed.run();
            }
        });
    }

    @Override
    public boolean isListening() {
        return listener.isActive() && !group.isShuttingDown();
    }

    @Override
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        listener.close().addListener(done -> {
            connections.values().forEach(Channel::close);
            closed.complete(null);
        });
        return closed;
    }

    @Override
    public String toString() {
        return "tcp " + HostPort.text(local);
    }
}
