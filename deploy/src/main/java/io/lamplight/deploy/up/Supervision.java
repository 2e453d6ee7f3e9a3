package io.lamplight.deploy.up;

import io.lamplight.deploy.CannotStart;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Looks after a cluster that stands: a node that ends by itself, or is killed, is started again, as systemd or Kubernetes
 * would do it. One that cannot start, too many ends in a row, or the end of Cassandra end everything.
 */
final class Supervision {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MOST_IN_WINDOW = 10;

    private final Fleet fleet;
    private final Progress progress;
    private final List<NodePorts> cluster;
    private final Function<NodePorts, Child> start;
    private final Readiness readiness = new Readiness();
    private final List<NodePorts> starting = new ArrayList<>();
    private final Deque<Long> restarts = new ArrayDeque<>();

    Supervision(Fleet fleet, Progress progress, List<NodePorts> cluster, Function<NodePorts, Child> start) {
        this.fleet = fleet;
        this.progress = progress;
        this.cluster = cluster;
        this.start = start;
    }

    /**
     * Returns when the fleet is being stopped.
     *
     * @throws CannotStart when it cannot go on
     */
    void run() {
        while (!fleet.isStopping()) {
            fleet.endedNodes().forEach(this::restart);
            starting.removeIf(node -> {
                boolean ready = readiness.isReady(node);
                if (ready) {
                    progress.step(node.name() + " is ready again");
                }
                return ready;
            });
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void restart(Child ended) {
        if (fleet.isStopping()) {
            return;
        }
        NodePorts node = cluster.stream()
                .filter(each -> each.name().equals(ended.name()))
                .findFirst()
                .orElseThrow();
        long now = System.nanoTime();
        restarts.add(now);
        while (now - restarts.getFirst() > WINDOW.toNanos()) {
            restarts.removeFirst();
        }
        if (starting.contains(node) || restarts.size() > MOST_IN_WINDOW) {
            throw ended.died();
        }
        progress.step(node.name() + " has ended (" + ended.howItEnded() + "); it starts again");
        starting.add(node);
        fleet.replaceNode(ended, () -> start.apply(node));
    }
}
