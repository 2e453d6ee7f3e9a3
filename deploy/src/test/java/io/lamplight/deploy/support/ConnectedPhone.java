package io.lamplight.deploy.support;

import io.lamplight.deploy.walk.SipMessage;
import io.lamplight.deploy.walk.SipSocket;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watcher that only its own connection leads to: what it calls its address is none. It answers each NOTIFY with 200 and
 * keeps it. It may go and come back by another connection, to another node.
 */
public final class ConnectedPhone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectedPhone.class);
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    /** How it is connected. */
    public enum By {
        TLS,
        WSS
    }

    private interface Line extends AutoCloseable {
        void send(String message);

        @Override
        void close();
    }

    private final By by;
    private final SSLContext context;
    private final String resource;
    private final String name = UUID.randomUUID().toString();
    private final BlockingQueue<SipMessage> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<SipMessage> notifies = new LinkedBlockingQueue<>();
    private Line line;
    private String target;
    private String tag = "";
    private int cseq;

    public ConnectedPhone(By by, SSLContext context, String resource) {
        this.by = by;
        this.context = context;
        this.resource = resource;
        this.target = resource;
    }

    /** To that port of 127.0.0.1; a connection that was there is closed. */
    public void connect(int port) throws IOException {
        close();
        line = by == By.TLS ? new Stream(context, port, this::received) : new Socket(context, port, this::received);
    }

    /** The status of the answer; initial, or in the dialog if there is one. */
    public int subscribe() throws InterruptedException {
        cseq++;
        String parameter = by == By.TLS ? "tls" : "ws";
        line.send("SUBSCRIBE " + target + " SIP/2.0\r\nVia: SIP/2.0/" + by + ' ' + name + ".invalid;branch=z9hG4bK"
                + name
                + cseq + "\r\nMax-Forwards: 70\r\nFrom: <sip:watcher@example.com>;tag=w\r\nTo: <" + resource + '>'
                + (tag.isEmpty() ? "" : ";tag=" + tag) + "\r\nCall-ID: " + name + "\r\nCSeq: " + cseq
                + " SUBSCRIBE\r\nContact: <sip:watcher@" + name + ".invalid;transport=" + parameter
                + ">\r\nEvent: presence\r\nExpires: 600\r\nContent-Length: 0\r\n\r\n");
        SipMessage answer = take(answers, "an answer");
        if (answer.status() == 200) {
            tag = answer.parameter("To", "tag");
            target = answer.uri("Contact");
        }
        return answer.status();
    }

    /** The first NOTIFY that says so. */
    public SipMessage awaitNotify(String text) throws InterruptedException {
        SipMessage notify = take(notifies, "a NOTIFY with " + text);
        while (!notify.body().contains(text)) {
            notify = take(notifies, "a NOTIFY with " + text);
        }
        return notify;
    }

    private static SipMessage take(BlockingQueue<SipMessage> from, String what) throws InterruptedException {
        SipMessage message = from.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        if (message == null) {
            throw new AssertionError("no " + what + " in " + PATIENCE);
        }
        return message;
    }

    private void received(Line from, byte[] bytes) {
        SipMessage message = SipMessage.parse(bytes, bytes.length);
        if (message.isRequest()) {
            from.send(new String(SipSocket.response(message, "200 OK"), StandardCharsets.UTF_8));
            notifies.add(message);
        } else {
            answers.add(message);
        }
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }

    private interface Ear {
        void received(Line from, byte[] message);
    }

    private static final class Stream implements Line {
        private final SSLSocket socket;

        Stream(SSLContext context, int port, Ear ear) throws IOException {
            socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
            socket.startHandshake();
            Thread reader = new Thread(() -> read(ear), "connected-phone");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(Ear ear) {
            try {
                InputStream in = socket.getInputStream();
                while (true) {
                    ear.received(this, next(in));
                }
            } catch (IOException e) {
                // Whoever waits for a message says that there was none.
                LOG.debug("a connection ends", e);
            }
        }

        private static byte[] next(InputStream in) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            String head = "";
            while (!head.endsWith("\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException();
                }
                bytes.write(octet);
                head = bytes.toString(StandardCharsets.UTF_8);
            }
            SipMessage message = SipMessage.parse(bytes.toByteArray(), bytes.size());
            bytes.write(in.readNBytes(Integer.parseInt(message.get("Content-Length"))));
            return bytes.toByteArray();
        }

        @Override
        public void send(String message) {
            try {
                socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Socket implements Line, WebSocket.Listener {
        private final Ear ear;
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Socket(SSLContext context, int port, Ear ear) {
            this.ear = ear;
            socket = HttpClient.newBuilder()
                    .sslContext(context)
                    .build()
                    .newWebSocketBuilder()
                    .subprotocols("sip")
                    .buildAsync(URI.create("wss://127.0.0.1:" + port), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                ear.received(this, text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public void send(String message) {
            socket.sendText(message, true);
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
