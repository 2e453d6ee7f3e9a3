package io.lamplight.deploy.support;

import com.datastax.oss.driver.api.core.CqlSession;
import io.lamplight.deploy.up.CassandraServer;
import io.lamplight.deploy.up.Cql;
import io.lamplight.deploy.up.Home;
import io.lamplight.deploy.up.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A real Cassandra with our schema, on a free port; it can be killed and started again on the same data. */
public final class TestCassandra implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final int port = FreePorts.row(2, 1);
    private final Path folder;
    private final Optional<SmallDisk> disk;
    private CassandraServer server;

    private TestCassandra(Path folder, Optional<SmallDisk> disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /** One of a test's own, below {@code target/it-logs}. */
    public static TestCassandra start(String name) {
        return start(ItFolders.create(name + "-cassandra"), Optional.empty());
    }

    /** One whose data lie on a disk that is small enough to be filled, and is gone in the end. */
    public static TestCassandra startOnSmallDisk(String name) {
        Path folder = ItFolders.create(name + "-cassandra").toAbsolutePath();
        Path storage = folder.resolve("storage");
        try {
            Path mountPoint = Files.createDirectories(folder.resolve("disk"));
            return start(
                    folder,
                    Optional.of(
                            new SmallDisk(mountPoint, List.of(storage.resolve("data"), storage.resolve("commitlog")))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestCassandra start(Path folder, Optional<SmallDisk> disk) {
        TestCassandra cassandra = new TestCassandra(folder, disk);
        cassandra.restart();
        try (CqlSession session = cassandra.session()) {
            Schema.apply(session, Schema.ONE_COPY);
        }
        return cassandra;
    }

    public InetSocketAddress address() {
        return server.address();
    }

    /** Where its data lie. */
    public Path storage() {
        return folder.resolve("storage");
    }

    /** Whether it runs; a full disk may end it. */
    public boolean isRunning() {
        return server.child().isAlive();
    }

    public long pid() {
        return server.child().pid();
    }

    /** The caller closes it. */
    public CqlSession session() {
        return Cql.connect(address());
    }

    /** As {@code kill -9} does. */
    public void kill() {
        server.child().kill();
        requireExit();
    }

    /** As {@code kill -STOP} does: connections stay, and nobody answers. */
    public void suspend() {
        Signals.send("STOP", pid());
    }

    public void resume() {
        Signals.send("CONT", pid());
    }

    /** Leaves not a byte of its disk; only for one that was started on a small one. */
    public void fillDisk() {
        disk.orElseThrow().fill();
    }

    public void freeDisk() {
        disk.orElseThrow().free();
    }

    /** After {@link #kill}: the same data, the same port; returns when it answers. */
    public void restart() {
        server = CassandraServer.start(
                Home.fromSystemProperty(),
                port,
                storage(),
                folder,
                disk.map(small -> small.wrapper(folder)).orElse(List.of()));
        server.awaitReady();
    }

    @Override
    public void close() {
        server.child().terminate();
        if (!server.child().awaitExit(STOP_PATIENCE)) {
            server.child().kill();
        }
        requireExit();
        disk.ifPresent(SmallDisk::close);
    }

    private void requireExit() {
        if (!server.child().awaitExit(STOP_PATIENCE)) {
            throw new IllegalStateException("Cassandra, process " + pid() + ", does not end");
        }
    }
}
