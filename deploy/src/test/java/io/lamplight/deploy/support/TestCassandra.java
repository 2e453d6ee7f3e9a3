package io.lamplight.deploy.support;

import com.datastax.oss.driver.api.core.CqlSession;
import io.lamplight.deploy.up.CassandraServer;
import io.lamplight.deploy.up.Cql;
import io.lamplight.deploy.up.Home;
import io.lamplight.deploy.up.Schema;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** A real Cassandra with our schema, on a free port; it can be killed and started again on the same data. */
public final class TestCassandra implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final int port = FreePorts.row(2, 1);
    private final Path folder;
    private CassandraServer server;

    private TestCassandra(Path folder) {
        this.folder = folder;
    }

    /** One of a test's own, below {@code target/it-logs}. */
    public static TestCassandra start(String name) {
        TestCassandra cassandra = new TestCassandra(ItFolders.create(name + "-cassandra"));
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

    /** After {@link #kill}: the same data, the same port; returns when it answers. */
    public void restart() {
        server = CassandraServer.start(Home.fromSystemProperty(), port, storage(), folder);
        server.awaitReady();
    }

    @Override
    public void close() {
        server.child().terminate();
        if (!server.child().awaitExit(STOP_PATIENCE)) {
            server.child().kill();
        }
        requireExit();
    }

    private void requireExit() {
        if (!server.child().awaitExit(STOP_PATIENCE)) {
            throw new IllegalStateException("Cassandra, process " + pid() + ", does not end");
        }
    }
}
