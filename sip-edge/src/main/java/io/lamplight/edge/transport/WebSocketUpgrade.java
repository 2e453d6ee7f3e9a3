package io.lamplight.edge.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets only those requests through to Netty's handshake that ask for a WebSocket with the subprotocol {@code sip} (RFC 7118
 * §5.1); all others are told why not, and the connection ends.
 */
// How closing ends is of no interest.
@SuppressWarnings("FutureReturnValueIgnored")
final class WebSocketUpgrade extends ChannelInboundHandlerAdapter {
    private static final String SIP = "sip";
    private static final String VERSION = "13";
    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 8192;
    private static final int MAX_BODY = 1024;

    /** Told when a handshake is refused. */
    private final Runnable refused;

    private final WebSocketPace pace;

    private WebSocketUpgrade(WebSocketPace pace, Runnable refused) {
        this.pace = pace;
        this.refused = refused;
    }

    /** Adds all from HTTP up to whole SIP messages. */
    static void addTo(ChannelPipeline pipeline, int maxMessage, Haste haste, Runnable refused) {
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/")
                .checkStartsWith(true)
                .subprotocols(SIP)
                .maxFramePayloadLength(maxMessage)
                // The connection has one for all of its beginning.
                .handshakeTimeoutMillis(Integer.MAX_VALUE)
                // Said where nothing else was: to those that are cut off.
                .sendCloseFrame(WebSocketCloseStatus.POLICY_VIOLATION)
                .build();
        WebSocketPace pace = new WebSocketPace(haste);
        pipeline.addLast(pace)
                .addLast(new HttpServerCodec(MAX_LINE, MAX_HEADERS, MAX_BODY))
                .addLast(new HttpObjectAggregator(MAX_BODY, true))
                .addLast(new WebSocketUpgrade(pace, refused))
                .addLast(new WebSocketServerProtocolHandler(config))
                .addLast(new WebSocketMessages(maxMessage));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        HttpResponseStatus fault = message instanceof FullHttpRequest request ? fault(request) : null;
        if (fault == null) {
            pace.whole(message);
            context.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
            refuse(context, fault);
        }
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus fault) {
        refused.run();
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, fault, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (fault.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers()
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** Null for a handshake that may go on (RFC 6455 §4.2.1). */
    private static HttpResponseStatus fault(FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (request.decoderResult().isFailure() || !request.uri().startsWith("/")) {
            return HttpResponseStatus.BAD_REQUEST;
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return HttpResponseStatus.METHOD_NOT_ALLOWED;
        }
        boolean upgrade = headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
        if (!upgrade || !VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return HttpResponseStatus.UPGRADE_REQUIRED;
        }
        boolean sip = headers.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SIP, false);
        return sip && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY) ? null : HttpResponseStatus.BAD_REQUEST;
    }
}
