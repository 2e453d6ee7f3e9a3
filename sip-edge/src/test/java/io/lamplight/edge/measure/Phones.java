package io.lamplight.edge.measure;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.SendNotifies;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Many phones behind one socket, played by the calling thread, which waits busily so that the edge wakes nobody up. */
final class Phones implements Closeable {
    enum Kind {
        REFRESH,
        PUBLISH,
        SUBSCRIBE
    }

    private static final int WINDOW = 32;
    private static final int WATCHERS = 100;
    private static final int USERS = 10_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final String BODY = "<presence>" + "x".repeat(1003) + "</presence>";
    private static final byte[] NOTIFY = "NOTIFY".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "SIP/2.0 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "Content-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final DatagramChannel channel;
    private final InetSocketAddress edge;
    private final Consumer<EdgeCommand> commands;
    private final int port;
    private final ByteBuffer in = ByteBuffer.allocateDirect(65_535);
    private final ByteBuffer out = ByteBuffer.allocateDirect(65_535);
    private final byte[] text = new byte[65_535];
    private long number;
    private long round;
    private int answers;
    private int notifies;

    private Phones(DatagramChannel channel, InetSocketAddress edge, Consumer<EdgeCommand> commands) throws IOException {
        this.channel = channel;
        this.edge = edge;
        this.commands = commands;
        this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    static Phones open(int edge, Consumer<EdgeCommand> commands) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        DatagramChannel channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
        channel.bind(new InetSocketAddress(loopback, 0)).configureBlocking(false);
        return new Phones(channel, new InetSocketAddress(loopback, edge), commands);
    }

    /** Sends so many requests, a window at a time, and waits for all their answers and first NOTIFYs. */
    void requests(int count, Kind kind) throws IOException {
        answers = 0;
        notifies = 0;
        int sent = 0;
        while (answers < count || kind == Kind.SUBSCRIBE && notifies < count) {
            int done = kind == Kind.SUBSCRIBE ? Math.min(answers, notifies) : answers;
            if (sent < count && sent - done < WINDOW) {
                send(request(kind).getBytes(StandardCharsets.US_ASCII));
                sent++;
            } else {
                receive();
            }
        }
    }

    /** So many NOTIFYs, each message to the edge with a hundred of them. */
    void fanout(int count) throws IOException {
        for (int done = 0; done < count; done += WATCHERS) {
            notifies = 0;
            round++;
            List<SendNotifies.Line> lines = new ArrayList<>(WATCHERS);
            for (int watcher = 0; watcher < WATCHERS; watcher++) {
                lines.add(InstantPresentities.line(dialog(watcher), round));
            }
            commands.accept(InstantPresentities.notifies(new Aor("sip:alice@example.org"), lines));
            while (notifies < WATCHERS) {
                receive();
            }
        }
    }

    private DialogState dialog(int watcher) {
        return new DialogState(
                "call-" + watcher + "@127.0.0.1",
                "local-tag-" + watcher,
                "remote-tag-" + watcher,
                "<sip:alice@example.org>",
                "\"Watcher\" <sip:watcher-" + watcher + "@example.org>",
                "sip:watcher-" + watcher + "@127.0.0.1:" + port + ";ob",
                List.of(),
                new Flow("edge-1", "udp", "127.0.0.1:" + port));
    }

    private String request(Kind kind) {
        long id = ++number;
        String user = "sip:user" + id % USERS + "@example.org";
        String method = kind == Kind.SUBSCRIBE ? "SUBSCRIBE" : "PUBLISH";
        String head = method + ' ' + user + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + port + ";rport;branch=z9hG4bKPj"
                + Long.toHexString(id * 0x9E3779B97F4A7C15L) + "\r\nMax-Forwards: 70\r\nFrom: \"User\" <" + user
                + ">;tag=f" + Long.toHexString(id * 0xBF58476D1CE4E5B9L) + "\r\nTo: <" + user + ">\r\nCall-ID: "
                + Long.toHexString(id * 0x94D049BB133111EBL) + "@127.0.0.1\r\nCSeq: 4711 " + method
                + "\r\nEvent: presence\r\nExpires: 600\r\nUser-Agent: Phone 1.2.3 (4567)\r\n";
        return switch (kind) {
            case REFRESH -> head + "SIP-If-Match: etag-" + id + "\r\nContent-Length: 0\r\n\r\n";
            case PUBLISH ->
                head + "Content-Type: application/pidf+xml\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;
            case SUBSCRIBE ->
                head + "Contact: <sip:user@127.0.0.1:" + port + ";ob>\r\nAccept: application/pidf+xml, "
                        + "application/xpidf+xml\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, SUBSCRIBE, NOTIFY\r\n"
                        + "Supported: replaces, 100rel, timer, norefersub\r\nContent-Length: 0\r\n\r\n";
        };
    }

    private void send(byte[] message) throws IOException {
        out.clear();
        out.put(message).flip();
        channel.send(out, edge);
    }

    private void receive() throws IOException {
        in.clear();
        long since = System.nanoTime();
        while (channel.receive(in) == null) {
            Thread.onSpinWait();
            if (System.nanoTime() - since > PATIENCE) {
                throw new IOException("nothing came; " + answers + " answers, " + notifies + " NOTIFYs so far");
            }
        }
        in.flip();
        int length = in.remaining();
        in.get(text, 0, length);
        if (startsWith(NOTIFY, 0)) {
            answer(length);
            notifies++;
        } else if (startsWith(OK, 0)) {
            answers++;
        } else {
            throw new IOException("unexpected: " + new String(text, 0, length, StandardCharsets.UTF_8));
        }
    }

    /** Echoes what a 200 has to (RFC 3261 §8.2.6.2). */
    private void answer(int length) throws IOException {
        out.clear();
        out.put(OK);
        int from = 0;
        while (from < length && text[from] != '\r') {
            int end = from;
            while (text[end] != '\n') {
                end++;
            }
            if (isEchoed(from)) {
                out.put(text, from, end + 1 - from);
            }
            from = end + 1;
        }
        out.put(END).flip();
        channel.send(out, edge);
    }

    private boolean isEchoed(int at) {
        return switch (text[at]) {
            case 'V', 'F', 'T' -> true;
            case 'C' -> text[at + 1] == 'S' || text[at + 1] == 'a';
            default -> false;
        };
    }

    private boolean startsWith(byte[] start, int at) {
        for (int i = 0; i < start.length; i++) {
            if (text[at + i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
