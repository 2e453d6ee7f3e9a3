package io.lamplight.deploy.torture;

import io.lamplight.deploy.torture.Ledger.Breach;
import io.lamplight.deploy.torture.Ledger.Count;
import io.lamplight.deploy.walk.SipMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Presentities with one publisher and some watchers each, all at work: a publisher publishes its next state some time
 * after the one before was acknowledged, and now and then one of its watchers refreshes.
 */
public final class Load implements AutoCloseable {
    private static final int TURNS_PER_REFRESH = 5;
    private static final int START_UNDER_WAY = 32;

    private record Line(Publication publication, List<Watch> watches, AtomicInteger turns) {}

    private final Ledger ledger;
    private final Phones phones;
    private final Map<String, Watch> byCallId = new ConcurrentHashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private volatile boolean running;
    private volatile CountDownLatch busy = new CountDownLatch(0);

    /**
     * Sends nothing yet.
     *
     * @param servers each request goes to one of them, in turn; the supplied list may change
     * @param name keeps its presentities apart from those of other loads
     */
    public Load(
            Ledger ledger, Supplier<List<InetSocketAddress>> servers, String name, int presentities, int watchersEach)
            throws IOException {
        this(ledger, servers, Retry.AS_TOLD, name, presentities, watchersEach);
    }

    Load(
            Ledger ledger,
            Supplier<List<InetSocketAddress>> servers,
            Retry retry,
            String name,
            int presentities,
            int watchersEach)
            throws IOException {
        this.ledger = ledger;
        this.phones = new Phones(this::received);
        var turn = new AtomicInteger();
        Supplier<InetSocketAddress> server = () -> {
            List<InetSocketAddress> all = servers.get();
            return all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
        };
        for (int i = 0; i < presentities; i++) {
            String resource = "sip:" + name + "-" + i + "@example.com";
            List<Watch> watches = new ArrayList<>();
            for (int w = 0; w < watchersEach; w++) {
                watches.add(new Watch(phones, ledger, server, retry, byCallId, resource, "w" + i + "-" + w));
            }
            lines.add(new Line(
                    new Publication(phones, ledger, server, retry, resource),
                    List.copyOf(watches),
                    new AtomicInteger()));
        }
    }

    private int received(SipMessage notify) {
        Watch watch = byCallId.get(notify.get("Call-ID"));
        if (watch == null) {
            ledger.count(Count.STRAY_NOTIFIES);
            return 481;
        }
        return watch.received(notify);
    }

    /** Subscribes all and publishes the first states; returns when all of it is acknowledged. */
    public void begin(Duration patience) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int from = 0; from < lines.size(); from += START_UNDER_WAY) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (Line line : lines.subList(from, Math.min(lines.size(), from + START_UNDER_WAY))) {
                line.watches().forEach(watch -> all.add(watch.subscribe()));
                all.add(line.publication().next());
            }
            await(all, deadline);
        }
    }

    /**
     * Publishes until {@link #pause}.
     *
     * @param perSecond publications, if the server keeps up
     */
    public void run(double perSecond) {
        running = true;
        busy = new CountDownLatch(lines.size());
        Duration pace = Duration.ofNanos((long) (1e9 * lines.size() / perSecond));
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            phones.later(pace.multipliedBy(i).dividedBy(lines.size()), () -> turn(line, pace));
        }
    }

    private void turn(Line line, Duration pace) {
        if (!running) {
            busy.countDown();
            return;
        }
        int number = line.turns().getAndIncrement();
        CompletableFuture<Void> done = line.publication().next();
        if (number % TURNS_PER_REFRESH == 0 && !line.watches().isEmpty()) {
            int which = number / TURNS_PER_REFRESH % line.watches().size();
            done = done.thenCombine(line.watches().get(which).subscribe(), (published, subscribed) -> null);
        }
        done.whenComplete((nothing, failure) -> {
            if (failure != null) {
                ledger.breach(Breach.UNEXPECTED_ANSWER, "the load itself failed: " + failure);
            }
            phones.later(pace, () -> turn(line, pace));
        });
    }

    /** Stops publishing; returns when all that was sent is acknowledged. */
    public void pause(Duration patience) throws InterruptedException, TimeoutException {
        running = false;
        if (!busy.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException(busy.getCount() + " publishers have no answer after " + patience);
        }
    }

    /** The number of the state that was acknowledged last, by presentity. */
    public List<Integer> acknowledged() {
        return lines.stream().map(line -> line.publication().acknowledged()).toList();
    }

    /** Watchers that show less than that. */
    public long behind(List<Integer> states) {
        long behind = 0;
        for (int i = 0; i < lines.size(); i++) {
            int state = states.get(i);
            behind += lines.get(i).watches().stream()
                    .filter(watch -> watch.shown() < state)
                    .count();
        }
        return behind;
    }

    /** Holds each of these watchers against the server. */
    public void holdAsStale(List<Integer> states) {
        for (int i = 0; i < lines.size(); i++) {
            int state = states.get(i);
            lines.get(i).watches().stream()
                    .filter(watch -> watch.shown() < state)
                    .forEach(watch -> ledger.breach(
                            Breach.STALE_WATCHER, watch.name() + " shows " + watch.shown() + ", not " + state));
        }
    }

    /** One more state of each publication; each is complete when it is acknowledged, in the order of the presentities. */
    List<CompletableFuture<Void>> publishAll() {
        return lines.stream().map(line -> line.publication().next()).toList();
    }

    /** The presentities' addresses. */
    List<String> resources() {
        return lines.stream().map(line -> line.publication().resource()).toList();
    }

    /** From {@code since} until the last watcher of each presentity showed what it shows, in the same order. */
    List<Duration> shownAfter(long since) {
        return lines.stream()
                .map(line -> Duration.ofNanos(line.watches().stream()
                        .mapToLong(watch -> watch.shownAt() - since)
                        .max()
                        .orElse(0)))
                .toList();
    }

    /**
     * For a load that pauses: every entity-tag is refreshed and every dialog too. What the server forgot is in the ledger
     * then.
     */
    public void verify(Duration patience) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int from = 0; from < lines.size(); from += START_UNDER_WAY) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (Line line : lines.subList(from, Math.min(lines.size(), from + START_UNDER_WAY))) {
                all.add(line.publication().refresh());
                line.watches().forEach(watch -> all.add(watch.subscribe()));
            }
            await(all, deadline);
        }
    }

    private static void await(List<CompletableFuture<Void>> all, long deadline)
            throws InterruptedException, TimeoutException {
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        phones.close();
    }
}
