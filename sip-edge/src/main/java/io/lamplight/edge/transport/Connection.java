package io.lamplight.edge.transport;

import io.lamplight.edge.metrics.ConnectionMetrics.Cut;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one connection: opening (TLS, HTTP upgrade), messages, end. Its state belongs to its event loop. */
// How closing ends is of no interest: channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends SimpleChannelInboundHandler<StreamFramer.Frame> {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int LINGER_SECONDS = 5;

    private final StreamTransport transport;
    private final Inbound inbound;
    private final Channel channel;
    private final String id;
    private final String host;
    private final Haste opening;
    private final Haste message;
    private final Haste reading;
    private InetSocketAddress remote;
    private Origin origin;
    private CompletableFuture<Connection> opened;
    private boolean established;
    private boolean ended;
    private boolean cut;
    private boolean failed;

    /**
     * For a new channel.
     *
     * @param id that no other connection has
     * @param host whom we called; null if the peer called us
     */
    Connection(StreamTransport transport, Inbound inbound, Channel channel, String id, String host) {
        this.transport = transport;
        this.inbound = inbound;
        this.channel = channel;
        this.id = id;
        this.host = host;
        StreamTransport.Limits limits = transport.limits();
        opening = new Haste(limits.handshake(), Cut.HANDSHAKE, this::cut);
        message = new Haste(limits.message(), Cut.MESSAGE, this::cut);
        reading = new Haste(limits.message(), Cut.NOT_READING, this::cut);
    }

    /** Completes {@code future} as soon as messages can go by it, or it is certain that none will. */
    void whenOpen(CompletableFuture<Connection> future) {
        opened = future;
    }

    String id() {
        return id;
    }

    Haste message() {
        return message;
    }

    InetSocketAddress remote() {
        return remote;
    }

    boolean isActive() {
        return channel.isActive();
    }

    /** Whether what is for there may go by it: a certificate was asked for one host's name, and is none for another's. */
    boolean leadsTo(InetSocketAddress to) {
        return host == null
                || !transport.secure()
                || host.equals(to.getHostString())
                || to.getHostString().equals(to.getAddress().getHostAddress());
    }

    /** From any thread. A peer that does not read is a peer that is not reached: nothing piles up for it. */
    void write(byte[] octets, Runnable unsent) {
        if (!channel.isWritable()) {
            unsent.run();
            return;
        }
        Object out = transport.kind().webSocket() ? WebSocketMessages.frame(octets) : Unpooled.wrappedBuffer(octets);
        channel.writeAndFlush(out).addListener(done -> {
            if (!done.isSuccess()) {
                unsent.run();
            }
        });
    }

    /** From any thread: we go. */
    void leave() {
        if (transport.kind().webSocket()) {
            channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        remote = (InetSocketAddress) channel.remoteAddress();
        origin = new Origin(transport, remote);
        if (transport.kind() == StreamKind.TCP) {
            established();
        } else {
            opening.begin(context);
        }
    }

    private void established() {
        opening.end();
        established = true;
        transport.opened(this);
        if (opened != null) {
            opened.complete(this);
        }
    }

    /** No message goes by it any more. */
    private void lost() {
        if (established && !ended) {
            transport.closed(this);
        }
        ended = true;
        if (opened != null) {
            opened.completeExceptionally(new ClosedChannelException());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        opening.end();
        message.end();
        reading.end();
        lost();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, StreamFramer.Frame frame) {
        inbound.received(frame.message().array(), origin, frame.framing());
        if (frame.framing() != Framing.WHOLE) {
            transport.metrics().cut(Cut.FRAMING);
            end(context);
        }
    }

    /**
     * Behind the answer our half is closed first, and what the peer still sends is read and dropped for a while: closing at
     * once would reset the connection and take the answer with it.
     */
    private void end(ChannelHandlerContext context) {
        lost();
        SocketChannel socket = (SocketChannel) channel;
        SslHandler tls = context.pipeline().get(SslHandler.class);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (tls == null) {
                socket.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            } else {
                tls.closeOutbound()
                        .addListener(
                                told -> socket.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
            }
        });
        context.executor().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    /** Once, however many reasons there are. */
    private void cut(Cut reason) {
        if (cut) {
            return;
        }
        cut = true;
        LOG.debug("{} connection with {} is cut off: {}", transport.name(), remote, reason);
        transport.metrics().cut(reason);
        channel.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                handshakeFailed(handshake.cause());
            } else if (!transport.kind().webSocket()) {
                established();
            }
        } else if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            established();
        } else if (event instanceof IdleStateEvent) {
            cut(Cut.IDLE);
        }
    }

    /** Counts it once, whatever else breaks in its wake. */
    void handshakeFailed(Throwable cause) {
        if (!failed && channel.isActive()) {
            LOG.debug("{} handshake with {} fails", transport.name(), remote, cause);
            transport.metrics().handshakeFailed(transport.name());
        }
        failed = true;
    }

    /** Whoever does not read what we say is not listened to either, and not for long. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        boolean writable = channel.isWritable();
        channel.config().setAutoRead(writable);
        if (writable) {
            reading.end();
        } else {
            reading.begin(context);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection with {} breaks", remote, cause);
        } else if (!established) {
            handshakeFailed(cause);
        } else {
            LOG.debug("what comes from {} is no SIP", remote, cause);
            transport.metrics().cut(Cut.FRAMING);
        }
        if (established
                && cause instanceof TooLongFrameException
                && transport.kind().webSocket()) {
            channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.MESSAGE_TOO_BIG))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            context.close();
        }
    }
}
