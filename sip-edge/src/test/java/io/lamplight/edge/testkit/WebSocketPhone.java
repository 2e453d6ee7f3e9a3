package io.lamplight.edge.testkit;

import java.io.Closeable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A user agent in a browser: no address of its own, one connection (RFC 7118). */
public final class WebSocketPhone implements Closeable {
    private static final int PATIENCE = 10;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final String host = UUID.randomUUID() + ".invalid";
    private final boolean secure;
    private final WebSocket socket;

    private WebSocketPhone(int edge, SSLContext context, String... protocols) {
        secure = context != null;
        HttpClient.Builder client = HttpClient.newBuilder();
        if (secure) {
            client.sslContext(context);
        }
        WebSocket.Builder builder = client.build().newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        socket = builder.buildAsync(URI.create((secure ? "wss" : "ws") + "://127.0.0.1:" + edge + "/"), new Ear())
                .join();
    }

    public static WebSocketPhone ws(int edge, String... protocols) {
        return new WebSocketPhone(edge, null, protocols.length == 0 ? new String[] {"sip"} : protocols);
    }

    /** Offers no subprotocol at all. */
    public static WebSocketPhone mute(int edge) {
        return new WebSocketPhone(edge, null);
    }

    public static WebSocketPhone wss(int edge, SSLContext context) {
        return new WebSocketPhone(edge, context, "sip");
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            return next(from, last);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            text.append(StandardCharsets.ISO_8859_1.decode(data));
            return next(from, last);
        }

        private CompletionStage<?> next(WebSocket from, boolean last) {
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
            pongs.add(StandardCharsets.UTF_8.decode(data).toString());
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    public String protocol() {
        return socket.getSubprotocol();
    }

    public String request(String method, String uri, int cseq, String... headers) {
        StringBuilder text = new StringBuilder(method + ' ' + uri + " SIP/2.0\r\nVia: SIP/2.0/"
                + (secure ? "WSS " : "WS ")
                + host + ";branch=z9hG4bK-" + host + cseq + "\r\nMax-Forwards: 70\r\nFrom: <sip:phone@example.org>;tag="
                + host + "\r\nTo: <" + uri + ">\r\nCall-ID: " + host + "\r\nCSeq: " + cseq + ' ' + method
                + "\r\nContact: <sip:phone@" + host + ";transport=ws>\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    public String subscribe(String user, int cseq) {
        return request("SUBSCRIBE", "sip:" + user + "@example.org", cseq, "Event: presence", "Expires: 600");
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    /** The server may close before it has all of it: then it cannot be sent to its end. */
    public void offer(String text, boolean last) {
        socket.sendText(text, last).handle((sent, failure) -> null).join();
    }

    public void sendBinary(String text) {
        socket.sendBinary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true)
                .join();
    }

    /** A frame that is not the message's last. */
    public void sendPart(String text) {
        socket.sendText(text, false).join();
    }

    public void ping(String text) {
        socket.sendPing(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))).join();
    }

    public void answer(String request, String status) {
        StringBuilder text = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
        for (String line : request.split("\r\n")) {
            if (line.matches("(Via|From|To|Call-ID|CSeq): .*")) {
                text.append(line).append("\r\n");
            }
        }
        send(text.append("\r\n").toString());
    }

    public String receive() throws InterruptedException {
        return next(received);
    }

    public String pong() throws InterruptedException {
        return next(pongs);
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(PATIENCE, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing comes");
        }
        return next;
    }

    /** The code with which the other side closes, or an exception if it says nothing. */
    public int closeCode() throws Exception {
        return closed.get(PATIENCE, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
