package io.lamplight.deploy.walk;

import java.io.IOException;
import java.net.InetSocketAddress;
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

    private final SipSocket socket;
    private final String user;
    private final String runId = UUID.randomUUID().toString();
    private final AtomicBoolean answering = new AtomicBoolean(true);
    private final Map<String, BlockingQueue<SipMessage>> awaited = new ConcurrentHashMap<>();
    private final Map<String, String> answered = new ConcurrentHashMap<>();
    private final BlockingQueue<SipMessage> notifies = new LinkedBlockingQueue<>();

    /** Opens a socket on a free port of {@code host}. */
    public SipPeer(String user, String host) throws IOException {
        this.user = user;
        this.socket = new SipSocket(host);
        socket.start("sip-peer-" + user, this::received);
    }

    public String contact() {
        return "sip:" + user + "@" + address();
    }

    public String address() {
        return socket.address();
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
            byte[] message = socket.request(text, branch, body);
            long deadline = System.nanoTime() + patience.toNanos();
            Duration wait = T1;
            while (System.nanoTime() < deadline) {
                socket.send(message, server);
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
            throw new TimeoutException("no answer in " + patience + " to "
                    + text.lines().findFirst().orElse(""));
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
        socket.send(SipSocket.response(message, "200 OK"), from);
        if (first && message.method().equals("NOTIFY")) {
            notifies.add(message);
        }
    }
}
