package io.lamplight.edge.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one connection. */
// How closing ends is of no interest: channelInactive tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class TcpConnection extends SimpleChannelInboundHandler<StreamFramer.Frame> {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final int LINGER_SECONDS = 5;

    private final TcpTransport transport;
    private final Inbound inbound;
    private InetSocketAddress remote;

    TcpConnection(TcpTransport transport, Inbound inbound) {
        this.transport = transport;
        this.inbound = inbound;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        remote = (InetSocketAddress) context.channel().remoteAddress();
        if (!transport.opened(context.channel())) {
            LOG.debug("too many connections, {} is turned away", remote);
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        transport.closed(context.channel(), remote);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, StreamFramer.Frame frame) {
        inbound.received(frame.message().array(), new Origin(transport, remote), frame.framing());
        if (frame.framing() != Framing.WHOLE) {
            end(context);
        }
    }

    /**
     * Behind the answer our half is closed first, and what the peer still sends is read and dropped for a while: closing at
     * once would reset the connection and take the answer with it.
     */
    private void end(ChannelHandlerContext context) {
        SocketChannel channel = (SocketChannel) context.channel();
        transport.closed(channel, remote);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(done -> channel.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE));
        context.executor().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection with {} breaks", remote, cause);
        context.close();
    }
}
