package io.lamplight.deploy.support;

import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.up.Child;
import io.lamplight.deploy.up.Home;
import io.lamplight.deploy.up.NodeLauncher;
import io.lamplight.deploy.up.NodePorts;
import io.lamplight.deploy.up.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Nodes of one cluster as real processes, as {@code lamplight up} starts them, each with ports of its own. */
public final class ProcessNodes implements AutoCloseable {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(90);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(12);

    private final Path logs;
    private final List<NodePorts> cluster = new ArrayList<>();
    private final Map<Integer, Child> running = new HashMap<>();
    private final Readiness readiness = new Readiness();
    private final InetSocketAddress cassandra;
    private final IntFunction<Map<String, String>> settings;

    /**
     * Starts nothing yet.
     *
     * @param name of the test; the logs are in {@code target/it-logs/NAME}
     * @param settings on top of the product's, by key; nodes do not warm up unless these say so
     */
    public ProcessNodes(String name, int nodes, InetSocketAddress cassandra, Map<String, String> settings) {
        this(name, nodes, cassandra, number -> settings);
    }

    /** The same with settings of each node, by its number. */
    public ProcessNodes(
            String name, int nodes, InetSocketAddress cassandra, IntFunction<Map<String, String>> settings) {
        this.cassandra = cassandra;
        this.settings = settings;
        logs = ItFolders.create(name);
        for (int number = 1; number <= nodes; number++) {
            cluster.add(new NodePorts(number, FreePorts.one(), FreePorts.one(), FreePorts.one()));
        }
    }

    /** From 1 on. */
    public NodePorts ports(int number) {
        return cluster.get(number - 1);
    }

    /** Returns before it is ready. A later start after a log of the same node goes on in that log. */
    public void start(int number) {
        Child previous = running.get(number);
        if (previous != null && previous.isAlive()) {
            throw new IllegalStateException("node " + number + " runs already");
        }
        running.put(number, launcher(number).start(ports(number), logs));
    }

    private NodeLauncher launcher(int number) {
        Map<String, String> all = new HashMap<>(Map.of("lamplight.edge.rehearsal.at-most", "0s"));
        all.putAll(settings.apply(number));
        return new NodeLauncher(
                Home.fromSystemProperty(), cassandra, Optional.empty(), "512m", List.copyOf(cluster), all);
    }

    public void startAll() {
        cluster.forEach(node -> start(node.number()));
        cluster.forEach(node -> awaitReady(node.number()));
    }

    public void awaitReady(int number) {
        await("node " + number + " to be ready; its log is in " + logs)
                .atMost(READY_PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .failFast(
                        "node " + number + " ended; its log is in " + logs,
                        () -> !child(number).isAlive())
                .until(() -> readiness.isReady(ports(number)));
    }

    public boolean isReady(int number) {
        return readiness.isReady(ports(number));
    }

    /** What it has logged since the test began. */
    public String log(int number) {
        try {
            return Files.readString(logs.resolve(ports(number).name() + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRunning(int number) {
        return child(number).isAlive();
    }

    public long pid(int number) {
        return child(number).pid();
    }

    /** As {@code kill -9} does; returns when it is gone. */
    public void kill(int number) {
        child(number).kill();
        requireExit(number);
    }

    /** As TERM does; returns when it has left. */
    public void terminate(int number) {
        child(number).terminate();
        requireExit(number);
    }

    @Override
    public void close() {
        running.values().forEach(Child::terminate);
        for (Child child : running.values()) {
            if (!child.awaitExit(STOP_PATIENCE)) {
                child.kill();
            }
        }
        running.keySet().forEach(this::requireExit);
    }

    private Child child(int number) {
        Child child = running.get(number);
        if (child == null) {
            throw new IllegalStateException("node " + number + " was never started");
        }
        return child;
    }

    private void requireExit(int number) {
        if (!child(number).awaitExit(STOP_PATIENCE)) {
            throw new IllegalStateException("node " + number + ", process " + pid(number) + ", does not end");
        }
    }
}
