package io.lamplight.deploy.up;

import io.lamplight.deploy.CannotStart;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Cassandra for one machine, in a JVM of its own, on 127.0.0.1. */
public final class CassandraServer {
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    private final Child child;
    private final int cqlPort;

    private CassandraServer(Child child, int cqlPort) {
        this.child = child;
        this.cqlPort = cqlPort;
    }

    /** Cassandra's own port, for its peers; it has none here, but it listens. */
    public static int storagePort(int cqlPort) {
        return cqlPort + 1;
    }

    /** Starts it; {@link #awaitReady} waits for it. Data, configuration and log lie in the given folders. */
    public static CassandraServer start(Home home, int cqlPort, Path storage, Path logs) {
        return start(home, cqlPort, storage, logs, List.of());
    }

    /**
     * The same behind another program.
     *
     * @param wrapper a command that ends in Cassandra's own in place of itself, as {@code unshare} does; may be empty
     */
    public static CassandraServer start(Home home, int cqlPort, Path storage, Path logs, List<String> wrapper) {
        Path folder = storage.toAbsolutePath();
        Path conf = folder.resolve("conf");
        Map<String, String> values = Map.of(
                "storage", folder.toString().replace("\\", "\\\\").replace("\"", "\\\""),
                "cql_port", Integer.toString(cqlPort),
                "storage_port", Integer.toString(storagePort(cqlPort)));
        try {
            Files.createDirectories(conf);
            for (String name : List.of("cassandra.yaml", "logback.xml", "jvm.args")) {
                // Logback has placeholders of its own.
                String text = Home.resource("/cassandra/" + name, name.endsWith(".yaml") ? values : Map.of());
                Files.writeString(conf.resolve(name), text);
            }
        } catch (IOException e) {
            throw new CannotStart("cannot write " + conf + ": " + e.getMessage(), e);
        }
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Home.java(),
                "@" + conf.resolve("jvm.args"),
                "-Dcassandra.config=" + conf.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + folder,
                "-Dlogback.configurationFile=" + conf.resolve("logback.xml").toUri(),
                "-Dcassandra.log.file=" + logs.toAbsolutePath().resolve("cassandra.log"),
                "-cp",
                home.cassandraLib().resolve("*") + File.pathSeparator + ownJar(home),
                CassandraMain.class.getName()));
        return new CassandraServer(Child.start("cassandra", command, logs), cqlPort);
    }

    private static Path ownJar(Home home) {
        try (var jars = Files.newDirectoryStream(home.nodeLib(), "deploy-*.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new CannotStart("no deploy jar in " + home.nodeLib() + "; build with mvn package");
    }

    public Child child() {
        return child;
    }

    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved("127.0.0.1", cqlPort);
    }

    /** Until it takes CQL connections. */
    public void awaitReady() {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!Ports.accepts("127.0.0.1", cqlPort)) {
            if (child.awaitExit(Duration.ofMillis(100))) {
                throw child.died();
            }
            if (System.nanoTime() > deadline) {
                throw new CannotStart("Cassandra took no connection on port " + cqlPort + " within "
                        + START_PATIENCE.toSeconds() + " s");
            }
        }
    }
}
