package io.lamplight.deploy.torture;

import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import io.lamplight.deploy.walk.Publisher;
import io.lamplight.deploy.walk.SipMessage;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many publications that end in the same second, some of them watched, and a node that may die shortly before. */
@Command(name = "due", description = "Nodes of its own: publications that all end at once, and how late that is seen.")
final class DueCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration SEEN_BY = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int UNDER_WAY = 64;

    /** From a node's death until its shards move: what the failure detector and the split brain resolver take. */
    private static final Duration REMOVAL = Duration.ofSeconds(7);

    /** From then on, or from the due time if that is later. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Option(names = "--nodes", defaultValue = "3")
    private int nodes;

    @Option(names = "--presentities", defaultValue = "60000")
    private int presentities;

    @Option(names = "--watched", defaultValue = "1000", description = "So many of them have a watcher.")
    private int watched;

    @Option(names = "--seconds", defaultValue = "150", description = "From the first publication to the end of all.")
    private int seconds;

    @Option(names = "--kill-before", defaultValue = "5", description = "Seconds; 0 kills no node (${DEFAULT-VALUE}).")
    private int killBefore;

    /** Resources whose lamp was seen lit. */
    private final Set<String> lit = ConcurrentHashMap.newKeySet();

    /** By resource, when the closed document came, in epoch milliseconds. */
    private final Map<String, Long> closed = new ConcurrentHashMap<>();

    private final Semaphore underWay = new Semaphore(UNDER_WAY);

    @Override
    public Integer call() throws Exception {
        TestCassandra cassandra = TestCassandra.start("bench-due");
        try (var cluster = new ProcessNodes(
                        "bench-due",
                        nodes,
                        cassandra.address(),
                        Map.of(
                                "lamplight.presence.packages.presence.min-expires", "1s",
                                "lamplight.edge.rehearsal.at-most", "3s"));
                var phones = new Phones(this::notified)) {
            cluster.startAll();
            List<InetSocketAddress> servers = IntStream.rangeClosed(1, nodes)
                    .mapToObj(node -> new InetSocketAddress(
                            "127.0.0.1", cluster.ports(node).sip()))
                    .toList();
            Instant due = Instant.now().plusSeconds(seconds);
            all(phones, watched, i -> phones.request(servers.get(i % nodes), subscribe(phones, i), "", Phones.TIMER_F));
            all(
                    phones,
                    presentities,
                    i -> phones.request(
                            servers.get(i % nodes),
                            publish(phones, i, due),
                            Publisher.pidf(resource(i), "open", "due"),
                            Phones.TIMER_F));
            long left = Duration.between(Instant.now(), due).toMillis();
            System.out.printf("%d publications acknowledged %d ms before they end%n", presentities, left);
            if (left < 1000L * killBefore) {
                throw new IllegalStateException("too late: give more --seconds");
            }
            if (killBefore > 0) {
                LockSupport.parkUntil(due.minusSeconds(killBefore).toEpochMilli());
                cluster.kill(nodes);
            }
            return report(due);
        } finally {
            cassandra.close();
        }
    }

    private void all(Phones phones, int count, IntFunction<CompletableFuture<Phones.Answer>> request) throws Exception {
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            underWay.acquire();
            int number = i;
            var one = new CompletableFuture<Void>();
            attempt(phones, () -> request.apply(number), one);
            done.add(one.whenComplete((nothing, failure) -> underWay.release()));
        }
        CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Until it is accepted: a node that has just started may ask for patience. */
    private static void attempt(
            Phones phones, Supplier<CompletableFuture<Phones.Answer>> request, CompletableFuture<Void> done) {
        request.get().whenComplete((answer, failure) -> {
            if (failure != null) {
                done.completeExceptionally(failure);
            } else if (answer.status() == 200) {
                done.complete(null);
            } else if (answer.status() == 503) {
                phones.later(Retry.AS_TOLD.after(answer), () -> attempt(phones, request, done));
            } else {
                done.completeExceptionally(new IllegalStateException("answered " + answer.status()));
            }
        });
    }

    private static String resource(int number) {
        return "sip:due-" + number + "@example.com";
    }

    private static String publish(Phones phones, int number, Instant due) {
        return head("PUBLISH", number, phones.unique("publish"))
                + "Content-Type: application/pidf+xml\r\n"
                + "Expires: " + Math.max(1, Duration.between(Instant.now(), due).toSeconds()) + "\r\n";
    }

    private static String subscribe(Phones phones, int number) {
        return head("SUBSCRIBE", number, phones.unique("watch"))
                + "Contact: <sip:watcher@" + phones.address() + ">\r\n"
                + "Expires: 3600\r\n";
    }

    private static String head(String method, int number, String callId) {
        return method + " " + resource(number) + " SIP/2.0\r\n"
                + "From: <" + resource(number) + ">;tag=phone\r\n"
                + "To: <" + resource(number) + ">\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: 1 " + method + "\r\n"
                + "Event: presence\r\n";
    }

    /** The lamp was on before: a closed document that comes first is what is shown of nothing. */
    private int notified(SipMessage notify) {
        String resource = notify.uri("From");
        if (notify.body().contains(">open<")) {
            lit.add(resource);
        } else if (lit.contains(resource)) {
            closed.putIfAbsent(resource, System.currentTimeMillis());
        }
        return 200;
    }

    private int report(Instant due) {
        long patience = due.plus(SEEN_BY).toEpochMilli();
        while (closed.size() < watched && System.currentTimeMillis() < patience) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        List<Long> late = closed.values().stream()
                .map(at -> at - due.toEpochMilli())
                .sorted()
                .toList();
        System.out.printf("%d of %d lamps went out", late.size(), watched);
        if (!late.isEmpty()) {
            System.out.printf(
                    ", ms after the second they were to: first %d, p50 %d, p99 %d, last %d",
                    late.get(0),
                    late.get(late.size() / 2),
                    late.get(late.size() * 99 / 100),
                    late.get(late.size() - 1));
        }
        System.out.println();
        long limit = (killBefore > 0 ? REMOVAL.minusSeconds(killBefore).plus(LIMIT) : LIMIT).toMillis();
        boolean held = late.size() == watched && late.get(late.size() - 1) <= limit;
        System.out.println(held ? "every promise held" : "BROKEN some were seen later than " + limit + " ms, or never");
        return held ? 0 : 1;
    }
}
