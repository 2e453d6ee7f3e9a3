package io.lamplight.deploy.torture;

import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.Signals;
import io.lamplight.deploy.up.NodePorts;
import io.lamplight.deploy.up.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The one node of a running {@code lamplight up}, whose supervision starts it again. */
final class UpVictim implements KillRounds.Victim {
    private static final String NODE_MAIN = "io.lamplight.deploy.Main";
    private static final String CASSANDRA_MAIN = "io.lamplight.deploy.up.CassandraMain";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ProcessHandle up;
    private final NodePorts ports;
    private final Readiness readiness = new Readiness();
    private long killed;

    UpVictim(long up, int admin) {
        this.up = ProcessHandle.of(up).orElseThrow(() -> new IllegalArgumentException("no process " + up));
        this.ports = new NodePorts(1, 0, admin, 0);
    }

    /** Of the node that runs now. */
    long pid() {
        return child(NODE_MAIN).orElseThrow(() -> new IllegalStateException("no node runs"));
    }

    long cassandraPid() {
        return child(CASSANDRA_MAIN).orElseThrow(() -> new IllegalStateException("no Cassandra of this `up` runs"));
    }

    @Override
    public void kill() {
        killed = pid();
        Signals.send("KILL", killed);
    }

    @Override
    public void awaitSuccessor() {
        await("a new node")
                .atMost(PATIENCE)
                .until(() -> child(NODE_MAIN).filter(pid -> pid != killed).isPresent());
    }

    @Override
    public boolean isReady() {
        return readiness.isReady(ports);
    }

    private Optional<Long> child(String main) {
        return up.children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .filter(pid -> commandLine(pid).contains(main))
                .findFirst();
    }

    private static List<String> commandLine(long pid) {
        try {
            return List.of(
                    Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1));
        } catch (IOException e) {
            if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
                return List.of();
            }
            throw new UncheckedIOException(e);
        }
    }
}
