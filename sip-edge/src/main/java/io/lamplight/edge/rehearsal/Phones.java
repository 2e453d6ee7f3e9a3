package io.lamplight.edge.rehearsal;

import io.lamplight.edge.transport.Framing;
import io.lamplight.edge.transport.Inbound;
import io.lamplight.presence.spi.EventPackage;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The phones of a rehearsal, on one thread: several scenes at a time, a new one for each that is over, until the last
 * requests were answered quickly enough or the time is up.
 */
public final class Phones {
    /** Of all resources that are played with; reserved (RFC 2606), so that no phone can mean it. */
    public static final String DOMAIN = "rehearsal.invalid";

    /** So many of the newest requests decide whether the node is warm. */
    public static final int LATEST = 500;

    /** Scenes under way, each with one request. */
    private static final int AT_ONCE = 8;

    private static final long TURN_MILLIS = 10;

    private final Stage stage;
    private final List<EventPackage> packages;
    private final Inbound edge;
    private final Runnable tick;
    private final LongSupplier nanos;
    private final Map<String, Scene> scenes = new HashMap<>();
    private final Map<String, Long> sentAt = new HashMap<>();
    private final long[] latest = new long[LATEST];
    private int answers;
    private int refusals;
    private int notifies;
    private int begun;

    /**
     * How it went.
     *
     * @param answers requests that were accepted
     * @param refusals requests that were not, each the end of its scene
     * @param notifies NOTIFYs that were answered
     * @param p99Micros of the newest requests, from request to answer
     * @param warm whether those were quick enough before the time was up
     */
    public record Result(int answers, int refusals, int notifies, long p99Micros, boolean warm) {}

    /**
     * Phones that wait to begin.
     *
     * @param edge takes what they send
     * @param tick turns the edge's timers
     * @param nanos monotonic
     */
    public Phones(Stage stage, List<EventPackage> packages, Inbound edge, Runnable tick, LongSupplier nanos) {
        this.stage = stage;
        this.packages =
                packages.stream().filter(pack -> !pack.samples().isEmpty()).toList();
        this.edge = edge;
        this.tick = tick;
        this.nanos = nanos;
    }

    /**
     * Plays until {@code goal} is reached or {@code atMost} has passed since the first request was accepted: the journal may
     * not be open yet. A scene that has begun is played to its end. All is over after twice that time.
     *
     * @param goal for the 99th percentile of the newest requests
     */
    public Result play(Duration goal, Duration atMost) throws InterruptedException {
        long start = nanos.getAsLong();
        long playing = start;
        boolean warm = false;
        boolean begin = !packages.isEmpty() && !atMost.isZero();
        while (begin || !scenes.isEmpty()) {
            while (begin && scenes.size() < AT_ONCE) {
                begin();
            }
            listen();
            tick.run();
            long now = nanos.getAsLong();
            playing = answers == 0 ? now : playing;
            warm = begin ? p99() <= goal.toNanos() : warm;
            begin = begin && !warm && now - playing < atMost.toNanos();
            if (now - start > 2 * atMost.toNanos()) {
                begin = false;
                scenes.clear();
            }
        }
        return new Result(answers, refusals, notifies, TimeUnit.NANOSECONDS.toMicros(p99()), warm);
    }

    private void begin() {
        Scene scene = new Scene("r" + begun, stage.phones(), packages.get(begun % packages.size()));
        begun++;
        scenes.put(scene.name(), scene);
        send(scene);
    }

    private void send(Scene scene) {
        sentAt.put(scene.name(), nanos.getAsLong());
        edge.received(scene.request(), stage.origin(), Framing.WHOLE);
    }

    /** All that is there, so that timers are turned once for it. */
    private void listen() throws InterruptedException {
        byte[] message = stage.next(TURN_MILLIS);
        while (message != null) {
            Reply reply = Reply.of(message);
            if (reply.isRequest()) {
                notifies++;
                edge.received(reply.ok(), stage.origin(), Framing.WHOLE);
            } else {
                answered(reply);
            }
            message = stage.next(0);
        }
    }

    private void answered(Reply reply) {
        Scene scene = scenes.get(reply.scene());
        if (scene == null) {
            return;
        }
        latest[answers % LATEST] = nanos.getAsLong() - sentAt.get(scene.name());
        if (scene.answered(reply)) {
            answers++;
        } else {
            refusals++;
        }
        if (scene.isOver()) {
            scenes.remove(scene.name());
            sentAt.remove(scene.name());
        } else {
            send(scene);
        }
    }

    /** In nanoseconds; without end while there are not enough. */
    private long p99() {
        if (answers < LATEST) {
            return Long.MAX_VALUE;
        }
        long[] sorted = latest.clone();
        Arrays.sort(sorted);
        return sorted[LATEST - 1 - LATEST / 100];
    }
}
