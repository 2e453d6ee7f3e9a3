package io.lamplight.deploy.up;

import io.lamplight.deploy.CannotStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The processes that one {@code lamplight up} started, and their end: nodes first, then what they stand on. */
final class Fleet {
    // Together with the pause for killing they stay under the promised 15 s.
    private static final Duration NODE_PATIENCE = Duration.ofSeconds(8);
    private static final Duration CASSANDRA_PATIENCE = Duration.ofSeconds(5);
    private static final Duration KILL_PATIENCE = Duration.ofMillis(500);

    private final List<Child> nodes = new ArrayList<>();
    private final List<Child> stores = new ArrayList<>();
    private boolean stopping;

    synchronized CassandraServer startCassandra(Supplier<CassandraServer> start) {
        refuseWhenStopping();
        CassandraServer server = start.get();
        stores.add(server.child());
        return server;
    }

    synchronized Child startNode(Supplier<Child> start) {
        refuseWhenStopping();
        Child node = start.get();
        nodes.add(node);
        return node;
    }

    private void refuseWhenStopping() {
        if (stopping) {
            throw new CannotStart("stopped before it was ready");
        }
    }

    synchronized boolean isEmpty() {
        return all().isEmpty();
    }

    synchronized boolean isStopping() {
        return stopping;
    }

    /** @throws CannotStart when one has ended by itself */
    synchronized void requireAlive() {
        for (Child child : all()) {
            if (!child.isAlive()) {
                throw child.died();
            }
        }
    }

    /** Nodes that have ended by themselves. Cassandra has no business to. */
    synchronized List<Child> endedNodes() {
        stores.stream().filter(store -> !store.isAlive()).findFirst().ifPresent(store -> {
            throw store.died();
        });
        return nodes.stream().filter(node -> !node.isAlive()).toList();
    }

    synchronized long pid(String node) {
        return nodes.stream()
                .filter(child -> child.name().equals(node))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    synchronized void replaceNode(Child ended, Supplier<Child> start) {
        refuseWhenStopping();
        nodes.remove(ended);
        nodes.add(start.get());
    }

    /** Ends all; the second call only waits for the first. */
    synchronized void stop() {
        stopping = true;
        end(nodes, NODE_PATIENCE);
        end(stores, CASSANDRA_PATIENCE);
    }

    private List<Child> all() {
        List<Child> all = new ArrayList<>(stores);
        all.addAll(nodes);
        return all;
    }

    private static void end(List<Child> children, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        children.forEach(Child::terminate);
        for (Child child : children) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!child.awaitExit(left)) {
                child.kill();
                child.awaitExit(KILL_PATIENCE);
            }
        }
        children.clear();
    }
}
