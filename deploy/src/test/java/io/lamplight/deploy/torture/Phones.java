package io.lamplight.deploy.torture;

import io.lamplight.deploy.walk.SipMessage;
import io.lamplight.deploy.walk.SipSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * A UDP socket that many phones share. Requests are sent with RFC 3261 §17.1.2's timers and wait for nobody; a NOTIFY is
 * answered with the code that its owner gives, as often as it comes.
 */
public final class Phones implements AutoCloseable {
    /** Timer F: after it a request has no answer. */
    public static final Duration TIMER_F = Duration.ofSeconds(32);

    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration T2 = Duration.ofSeconds(4);
    private static final int BUFFER = 4 << 20;

    /** What became of a request: its final answer, or nothing in time. */
    public record Answer(Optional<SipMessage> message, Duration after) {
        /** 0 if there was no answer. */
        public int status() {
            return message.map(SipMessage::status).orElse(0);
        }

        public String get(String header) {
            return message.map(answer -> answer.get(header)).orElse("");
        }
    }

    private record Waiting(
            byte[] octets, InetSocketAddress server, long begun, long deadline, CompletableFuture<Answer> answer) {
        void complete(Optional<SipMessage> message) {
            answer.complete(new Answer(message, Duration.ofNanos(System.nanoTime() - begun)));
        }
    }

    private final SipSocket socket;
    private final ToIntFunction<SipMessage> onNotify;
    private final String run = UUID.randomUUID().toString();
    private final AtomicLong branches = new AtomicLong();
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(Phones::daemon);

    /**
     * Opens a free port of 127.0.0.1.
     *
     * @param onNotify takes a NOTIFY and gives the code of its answer; runs on the receiving thread
     */
    public Phones(ToIntFunction<SipMessage> onNotify) throws IOException {
        this.onNotify = onNotify;
        socket = new SipSocket("127.0.0.1");
        socket.setReceiveBuffer(BUFFER);
        socket.start("phones", this::received);
    }

    private static Thread daemon(Runnable body) {
        var thread = new Thread(body, "phones");
        thread.setDaemon(true);
        return thread;
    }

    public String address() {
        return socket.address();
    }

    /** A name that no other run has used, for Call-IDs and tags. */
    public String unique(String name) {
        return name + "-" + branches.incrementAndGet() + "-" + run;
    }

    /** Requests that are not answered yet. */
    public int underWay() {
        return waiting.size();
    }

    /**
     * Sends a request until it is answered finally.
     *
     * @param text the request without Via, Max-Forwards, Content-Length and the empty line that ends its head
     * @param patience after which it counts as unanswered
     */
    public CompletableFuture<Answer> request(InetSocketAddress server, String text, String body, Duration patience) {
        String branch = "z9hG4bK-" + branches.incrementAndGet() + "-" + run;
        long now = System.nanoTime();
        var one = new Waiting(
                socket.request(text, branch, body), server, now, now + patience.toNanos(), new CompletableFuture<>());
        waiting.put(branch, one);
        send(branch, one, T1.toNanos());
        return one.answer();
    }

    /** Runs something later, on the thread of the timers. */
    public void later(Duration delay, Runnable what) {
        if (!timers.isShutdown()) {
            timers.schedule(what, delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void close() {
        timers.shutdownNow();
        socket.close();
    }

    private void send(String branch, Waiting one, long wait) {
        if (!waiting.containsKey(branch) || timers.isShutdown()) {
            return;
        }
        long left = one.deadline() - System.nanoTime();
        if (left <= 0) {
            waiting.remove(branch);
            one.complete(Optional.empty());
            return;
        }
        try {
            socket.send(one.octets(), one.server());
        } catch (IOException e) {
            waiting.remove(branch);
            one.answer().completeExceptionally(e);
            return;
        }
        later(Duration.ofNanos(Math.min(wait, left)), () -> send(branch, one, Math.min(2 * wait, T2.toNanos())));
    }

    private void received(SipMessage message, InetSocketAddress from) throws IOException {
        if (message.isRequest()) {
            int code = onNotify.applyAsInt(message);
            socket.send(SipSocket.response(message, code + (code == 200 ? " OK" : " Refused")), from);
        } else if (message.status() >= 200) {
            Waiting one = waiting.remove(message.parameter("Via", "branch"));
            if (one != null) {
                one.complete(Optional.of(message));
            }
        }
    }
}
