package io.lamplight.edge.transport;

import io.lamplight.presence.api.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One SIP message for each WebSocket message, text or binary (RFC 7118 §4.2), in one frame or several. */
// A pong that does not leave closes the connection, which is all that there is to know of it.
@SuppressWarnings("FutureReturnValueIgnored")
final class WebSocketMessages extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final int maxMessage;

    /** Of a message in several frames what is there, or null between messages. */
    private ByteBuf parts;

    WebSocketMessages(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    /** Text where it is text, since browsers' SIP stacks read that most easily. */
    static WebSocketFrame frame(byte[] message) {
        ByteBuf content = Unpooled.wrappedBuffer(message);
        return ByteBufUtil.isText(content, StandardCharsets.UTF_8)
                ? new TextWebSocketFrame(content)
                : new BinaryWebSocketFrame(content);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        ByteBuf content = frame.content();
        boolean first = !(frame instanceof ContinuationWebSocketFrame);
        if (first && frame.isFinalFragment()) {
            message(context, content);
            return;
        }
        // The decoder has seen to it that continuations follow a beginning, and nothing else does.
        if (first) {
            parts = context.alloc().buffer(content.readableBytes());
        }
        if (parts.readableBytes() + content.readableBytes() > maxMessage) {
            throw new TooLongFrameException("a message of more than " + maxMessage + " octets");
        }
        parts.writeBytes(content);
        if (frame.isFinalFragment()) {
            message(context, parts);
            drop();
        }
    }

    private void message(ChannelHandlerContext context, ByteBuf content) {
        byte[] message = new byte[content.readableBytes()];
        content.readBytes(message);
        if (Arrays.equals(message, StreamFramer.PING)) {
            context.channel().writeAndFlush(frame(StreamFramer.PONG));
        } else {
            context.fireChannelRead(new StreamFramer.Frame(Bytes.wrap(message), Framing.WHOLE));
        }
    }

    private void drop() {
        if (parts != null) {
            parts.release();
            parts = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }
}
