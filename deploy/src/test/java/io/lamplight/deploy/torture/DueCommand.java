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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many publications that end one after the other, some of them watched, and a node that dies meanwhile. */
@Command(
        name = "due",
        description = "Nodes of its own: many publications that end, a node's death, and how late that is seen.")
final class DueCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration SEEN_BY = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int UNDER_WAY = 64;

    /** From a node's death until its shards move: what the failure detector and the split brain resolver take. */
    private static final Duration REMOVAL = Duration.ofSeconds(6);

    /** From then on until all is on time again. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** How late an end may be seen at other times; it is granted in whole seconds, and cut. */
    private static final Duration ON_TIME = Duration.ofSeconds(1);

    @Option(names = "--nodes", defaultValue = "3")
    private int nodes;

    @Option(names = "--presentities", defaultValue = "60000")
    private int presentities;

    @Option(names = "--watched", defaultValue = "1000", description = "So many of them have a watcher.")
    private int watched;

    @Option(names = "--seconds", defaultValue = "200", description = "From the first publication to the first end.")
    private int seconds;

    @Option(
            names = "--spread",
            defaultValue = "60",
            description = "Seconds from the first end to the last; 0 ends all at once.")
    private int spread;

    @Option(names = "--kill-after", defaultValue = "5", description = "Seconds from the first end; below 0, no node.")
    private int killAfter;

    private final Map<String, Lamp> lamps = new ConcurrentHashMap<>();
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private Instant first;

    /** What a watcher saw. */
    private static final class Lamp {
        private final long due;
        private long cseq;
        private boolean lit;
        private long outAt;

        Lamp(long due) {
            this.due = due;
        }

        /** A closed document that comes first is what is shown of nothing. */
        synchronized void show(long number, boolean open) {
            if (number > cseq) {
                cseq = number;
                outAt = lit && !open && outAt == 0 ? System.currentTimeMillis() : outAt;
                lit |= open;
            }
        }

        synchronized boolean isOut() {
            return outAt > 0;
        }

        synchronized long late() {
            return outAt - due;
        }

        synchronized boolean isBroken(long recovered) {
            return outAt == 0 || outAt > Math.max(due + ON_TIME.toMillis(), recovered);
        }
    }

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
            first = Instant.now().plusSeconds(seconds);
            int step = presentities / watched;
            for (int i = 0; i < presentities; i += step) {
                lamps.put(resource(i), new Lamp(due(i).toEpochMilli()));
            }
            all(
                    phones,
                    presentities,
                    step,
                    i -> phones.request(servers.get(i % nodes), subscribe(phones, i), "", Phones.TIMER_F));
            all(
                    phones,
                    presentities,
                    1,
                    i -> phones.request(
                            servers.get(i % nodes),
                            publish(phones, i, due(i)),
                            Publisher.pidf(resource(i), "open", "due"),
                            Phones.TIMER_F));
            long left = Duration.between(Instant.now(), first).toMillis();
            System.out.printf("%d publications acknowledged %d ms before the first ends%n", presentities, left);
            if (left < 0) {
                throw new IllegalStateException("too late: give more --seconds");
            }
            long recovered = 0;
            if (killAfter >= 0) {
                LockSupport.parkUntil(first.plusSeconds(killAfter).toEpochMilli());
                cluster.kill(nodes);
                recovered = System.currentTimeMillis() + REMOVAL.plus(LIMIT).toMillis();
            }
            return report(recovered);
        } finally {
            cassandra.close();
        }
    }

    private Instant due(int number) {
        return first.plusMillis(1000L * spread * number / presentities);
    }

    private void all(Phones phones, int count, int step, IntFunction<CompletableFuture<Phones.Answer>> request)
            throws Exception {
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (int i = 0; i < count; i += step) {
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

    private int notified(SipMessage notify) {
        Lamp lamp = lamps.get(notify.uri("From"));
        if (lamp != null) {
            lamp.show(notify.cseq(), notify.body().contains(">open<"));
        }
        return 200;
    }

    private int report(long recovered) {
        long patience = due(presentities).plus(SEEN_BY).toEpochMilli();
        while (!lamps.values().stream().allMatch(Lamp::isOut) && System.currentTimeMillis() < patience) {
            LockSupport.parkNanos(POLL.toNanos());
        }
        print("before the node had died and its shards had moved", lamp -> lamp.due < recovered);
        print("from then on", lamp -> lamp.due >= recovered);
        long broken =
                lamps.values().stream().filter(lamp -> lamp.isBroken(recovered)).count();
        System.out.println(
                broken == 0 ? "every promise held" : "BROKEN " + broken + " lamps went out too late, or never");
        return broken == 0 ? 0 : 1;
    }

    private void print(String when, Predicate<Lamp> which) {
        List<Lamp> due = lamps.values().stream().filter(which).toList();
        List<Long> late =
                due.stream().filter(Lamp::isOut).map(Lamp::late).sorted().toList();
        System.out.printf("due %s: %d of %d lamps went out", when, late.size(), due.size());
        if (!late.isEmpty()) {
            System.out.printf(
                    ", ms after their time: p50 %d, p99 %d, last %d",
                    late.get(late.size() / 2), late.get(late.size() * 99 / 100), late.get(late.size() - 1));
        }
        System.out.println();
    }
}
