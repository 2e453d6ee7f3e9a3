package io.lamplight.deploy.walk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A phone on a UDP socket: sends requests with retransmissions (RFC 3261 §17.1.2), answers each NOTIFY with 200 and keeps
 * it for whoever asks. A retransmitted NOTIFY is answered again and kept once.
 */
public final class SipPeer implements AutoCloseable {
    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration T2 = Duration.ofSeconds(4);
    private static final int LARGEST_DATAGRAM = 65_535;

    private final DatagramSocket socket;
    private final String user;
    private final String runId = UUID.randomUUID().toString();
    private final AtomicBoolean answering = new AtomicBoolean(true);
    private final Map<String, BlockingQueue<SipMessage>> awaited = new ConcurrentHashMap<>();
    private final Map<String, String> answered = new ConcurrentHashMap<>();
    private final BlockingQueue<SipMessage> notifies = new LinkedBlockingQueue<>();

    /** Opens a socket on a free port of {@code host}. */
    public SipPeer(String user, String host) throws IOException {
        this.user = user;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), 0));
        var receiver = new Thread(this::receive, "sip-peer-" + user);
        receiver.setDaemon(true);
        receiver.start();
    }

    public String contact() {
        return "sip:" + user + "@" + address();
    }

    public String address() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    public String user() {
        return user;
    }

    /** Stops or starts answering NOTIFYs, as a phone does whose cable is pulled. */
    public void answer(boolean yes) {
        answering.set(yes);
    }

    /**
     * Sends a request and waits for its final answer.
     *
     * @param text the request without Via, Max-Forwards, Content-Length and the empty line that ends its head
     * @throws TimeoutException when no final answer comes in {@code patience}
     */
    public SipMessage request(InetSocketAddress server, String text, String body, Duration patience)
            throws IOException, InterruptedException, TimeoutException {
        String branch = "z9hG4bK" + UUID.randomUUID();
        BlockingQueue<SipMessage> answers = new LinkedBlockingQueue<>();
        awaited.put(branch, answers);
        try {
            int line = text.indexOf("\r\n") + 2;
            byte[] octets = body.getBytes(StandardCharsets.UTF_8);
            String message = text.substring(0, line)
                    + "Via: SIP/2.0/UDP " + address() + ";branch=" + branch + ";rport\r\n"
                    + "Max-Forwards: 70\r\n"
                    + text.substring(line)
                    + "Content-Length: " + octets.length + "\r\n\r\n"
                    + body;
            long deadline = System.nanoTime() + patience.toNanos();
            Duration wait = T1;
            while (System.nanoTime() < deadline) {
                send(message, server);
                long left = Math.min(wait.toNanos(), deadline - System.nanoTime());
                SipMessage answer = answers.poll(left, TimeUnit.NANOSECONDS);
                while (answer != null && answer.status() < 200) {
                    answer = answers.poll(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                }
                if (answer != null) {
                    return answer;
                }
                wait = wait.multipliedBy(2).compareTo(T2) > 0 ? T2 : wait.multipliedBy(2);
            }
            throw new TimeoutException("no answer in " + patience + " to " + text.substring(0, line - 2));
        } finally {
            awaited.remove(branch);
        }
    }

    /** The next NOTIFY that came, or null if none does in time. */
    public SipMessage nextNotify(Duration patience) throws InterruptedException {
        return notifies.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A name that no other run has used, for Call-IDs and tags. */
    public String unique(String name) {
        return name + "-" + runId;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void send(String message, InetSocketAddress to) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(octets, octets.length, to));
    }

    private void receive() {
        byte[] buffer = new byte[LARGEST_DATAGRAM];
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                received(SipMessage.parse(packet.getData(), packet.getLength()), (InetSocketAddress)
                        packet.getSocketAddress());
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void received(SipMessage message, InetSocketAddress from) throws IOException {
        String branch = message.parameter("Via", "branch");
        if (!message.isRequest()) {
            BlockingQueue<SipMessage> waiting = awaited.get(branch);
            if (waiting != null) {
                waiting.add(message);
            }
            return;
        }
        if (!answering.get()) {
            return;
        }
        boolean first = answered.putIfAbsent(branch, "") == null;
        send(answer(message), from);
        if (first && message.method().equals("NOTIFY")) {
            notifies.add(message);
        }
    }

    private static String answer(SipMessage request) {
        var out = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (SipMessage.Header header : request.headers()) {
            if (header.name().equalsIgnoreCase("Via")
                    || header.name().equalsIgnoreCase("From")
                    || header.name().equalsIgnoreCase("To")
                    || header.name().equalsIgnoreCase("Call-ID")
                    || header.name().equalsIgnoreCase("CSeq")) {
                out.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
        }
        return out.append("Content-Length: 0\r\n\r\n").toString();
    }
}
