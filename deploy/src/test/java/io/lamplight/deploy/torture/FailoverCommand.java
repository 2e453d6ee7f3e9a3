package io.lamplight.deploy.torture;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Three nodes of its own, one killed: how long until publishers have a 200 and watchers the newest state? */
@Command(name = "failover", description = "Starts three nodes and measures the death of one, end to end.")
final class FailoverCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** The promise: from the death of a node to the newest state. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int NODES = 3;
    /** Fixed when a cluster is created; that of {@code cluster.conf}. */
    private static final int SHARDS = 256;

    @Option(names = "--rounds", defaultValue = "3")
    private int rounds;

    @Option(names = "--presentities", defaultValue = "90")
    private int presentities;

    @Option(names = "--retry", defaultValue = "AS_TOLD", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Retry retry;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private ProcessNodes nodes;

    @Override
    public Integer call() throws Exception {
        var ledger = new Ledger();
        boolean late = false;
        TestCassandra cassandra = TestCassandra.start("bench-failover");
        nodes = new ProcessNodes(
                "bench-failover", NODES, cassandra.address(), Map.of("lamplight.edge.rehearsal.at-most", "3s"));
        try {
            nodes.startAll();
            System.out.println(
                    "round  victim  whose        presentities  200: p50 ms  max ms  newest state: p50 ms  max ms");
            for (int round = 1; round <= rounds; round++) {
                late |= round(round, ledger);
            }
        } finally {
            nodes.close();
            cassandra.close();
        }
        if (late) {
            System.out.println("BROKEN a watcher had the newest state later than " + LIMIT.toSeconds() + " s");
        }
        return Torture.verdict(ledger) | (late ? 1 : 0);
    }

    /** Says whether it took too long. */
    private boolean round(int round, Ledger ledger) throws Exception {
        int victim = (round - 1) % NODES + 1;
        var servers = new AtomicReference<List<InetSocketAddress>>(servers(0));
        try (var load = new Load(ledger, servers::get, retry, "failover-" + round, presentities, 2)) {
            load.begin(PATIENCE);
            await().atMost(PATIENCE).until(() -> load.behind(load.acknowledged()) == 0);
            Set<String> doomed = shardsOf(victim);

            servers.set(servers(victim));
            nodes.kill(victim);
            long killed = System.nanoTime();
            List<CompletableFuture<Void>> answers = load.publishAll();
            List<CompletableFuture<Duration>> times = answers.stream()
                    .map(answer -> answer.thenApply(done -> Duration.ofNanos(System.nanoTime() - killed)))
                    .toList();
            CompletableFuture.allOf(times.toArray(CompletableFuture[]::new))
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            await().atMost(PATIENCE).until(() -> load.behind(load.acknowledged()) == 0);

            List<Duration> shown = load.shownAfter(killed);
            List<String> resources = load.resources();
            Duration worst = Duration.ZERO;
            for (boolean ofVictim : new boolean[] {true, false}) {
                List<Duration> acknowledged = new ArrayList<>();
                List<Duration> newest = new ArrayList<>();
                for (int i = 0; i < resources.size(); i++) {
                    if (doomed.contains(shard(resources.get(i))) == ofVictim) {
                        acknowledged.add(times.get(i).join());
                        newest.add(shown.get(i));
                    }
                }
                acknowledged.sort(null);
                newest.sort(null);
                System.out.printf(
                        "%5d  %6d  %-11s  %12d  %11d  %6d  %20d  %6d%n",
                        round,
                        victim,
                        ofVictim ? "the dead's" : "the others'",
                        newest.size(),
                        part(acknowledged, 2),
                        part(acknowledged, 1),
                        part(newest, 2),
                        part(newest, 1));
                worst = newest.isEmpty() || newest.get(newest.size() - 1).compareTo(worst) < 0
                        ? worst
                        : newest.get(newest.size() - 1);
            }
            nodes.start(victim);
            nodes.awaitReady(victim);
            servers.set(servers(0));
            load.verify(PATIENCE);
            return worst.compareTo(LIMIT) > 0;
        }
    }

    /** The middle (2) or the largest (1) of a sorted list, in milliseconds. */
    private static long part(List<Duration> sorted, int divisor) {
        return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) / divisor).toMillis();
    }

    private List<InetSocketAddress> servers(int without) {
        List<InetSocketAddress> all = new ArrayList<>();
        for (int node = 1; node <= NODES; node++) {
            if (node != without) {
                all.add(new InetSocketAddress("127.0.0.1", nodes.ports(node).sip()));
            }
        }
        return all;
    }

    private Set<String> shardsOf(int node) throws IOException, InterruptedException {
        URI uri = URI.create(nodes.ports(1).adminUrl() + "api/v1/shards");
        JsonNode answer = json.readTree(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body());
        Set<String> shards = new HashSet<>();
        for (JsonNode region : answer.path("regions")) {
            if (region.path("node").asText().endsWith(":" + nodes.ports(node).remoting())) {
                region.path("shards")
                        .forEach(shard -> shards.add(shard.path("id").asText()));
            }
        }
        return shards;
    }

    /** By Cluster Sharding's own rule. */
    private static String shard(String resource) {
        return Integer.toString(Math.abs(resource.hashCode() % SHARDS));
    }
}
