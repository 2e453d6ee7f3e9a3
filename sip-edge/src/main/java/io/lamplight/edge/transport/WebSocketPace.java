package io.lamplight.edge.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Sees octets go into the decoder and is told of what comes out, so that a frame, or a message in several, cannot take for
 * ever. Control frames between the parts of a message (RFC 6455 §5.4) do not count as its end.
 */
final class WebSocketPace extends ChannelInboundHandlerAdapter {
    private final Haste haste;
    private boolean progress;
    private boolean inParts;

    WebSocketPace(Haste haste) {
        this.haste = haste;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object octets) {
        progress = false;
        context.fireChannelRead(octets);
        if (!progress || inParts) {
            haste.begin(context);
        }
    }

    /** A frame, or the request for the handshake. */
    void whole(Object message) {
        progress = true;
        if (message instanceof WebSocketFrame frame && !isControl(frame)) {
            inParts = !frame.isFinalFragment();
        }
        if (!inParts) {
            haste.end();
        }
    }

    private static boolean isControl(WebSocketFrame frame) {
        return frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame;
    }
}
