package io.lamplight.deploy.up;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.lamplight.deploy.CannotStart;
import io.lamplight.deploy.NodeConfig;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The command {@code lamplight up}: checks what can be checked beforehand, then Cassandra, the schema, the nodes. It ends
 * when it is told to, or when one of its children ends, and leaves nothing running.
 */
@Command(
        name = "lamplight up",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Starts Cassandra and a Lamplight cluster on this machine, until Ctrl-C or TERM.",
        version = "Lamplight with Cassandra " + Up.CASSANDRA_VERSION + ", data format " + DataFolder.FORMAT,
        mixinStandardHelpOptions = true)
public final class Up implements Callable<Integer> {
    static final String CASSANDRA_VERSION = "5.0.9";

    private static final Duration NODES_PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(150);

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "1", description = "Nodes to start (${DEFAULT-VALUE}).")
    private int nodes;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where data and logs stay (./${DEFAULT-VALUE}).")
    private Path data;

    @Option(
            names = "--sip-port",
            paramLabel = "P",
            defaultValue = "5060",
            converter = PortConverter.class,
            description = "SIP, UDP and TCP, of node 1 (${DEFAULT-VALUE}); node k has 10*(k-1) more, as below.")
    private int sipPort;

    @Option(
            names = "--admin-port",
            paramLabel = "P",
            defaultValue = "8558",
            converter = PortConverter.class,
            description = "Admin HTTP of node 1 (${DEFAULT-VALUE}).")
    private int adminPort;

    @Option(
            names = "--remoting-port",
            paramLabel = "P",
            defaultValue = "25520",
            converter = PortConverter.class,
            description = "What the nodes talk over, of node 1 (${DEFAULT-VALUE}).")
    private int remotingPort;

    @Option(
            names = "--cql-port",
            paramLabel = "P",
            defaultValue = "9042",
            converter = PortConverter.class,
            description = "CQL of the Cassandra that is started (${DEFAULT-VALUE}); it also takes the port after it.")
    private int cqlPort;

    @Option(
            names = "--cassandra",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Use this Cassandra instead of starting one.")
    private InetSocketAddress cassandra;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings for the nodes, on top of the defaults (HOCON).")
    private Path config;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "1g",
            converter = HeapConverter.class,
            description = "Largest heap of a node (${DEFAULT-VALUE}).")
    private String heap;

    private final Fleet fleet = new Fleet();
    private final Progress progress;
    private final PrintStream err;
    private volatile DataFolder folder;

    Up(PrintStream out, PrintStream err) {
        this.progress = new Progress(out);
        this.err = err;
    }

    public static void main(String[] args) {
        // Before the first logger: what the driver thinks of a refused connection is said in our own line.
        System.setProperty("lamplight.log.root", "OFF");
        System.exit(new CommandLine(new Up(System.out, System.err)).execute(args));
    }

    @Override
    public Integer call() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        try {
            folder = check();
            InetSocketAddress store = startCassandra();
            applySchema(store);
            NodeLauncher launcher = startNodes(store);
            progress.mark("ready");
            new Supervision(fleet, progress, row(), node -> launcher.start(node, folder.logs())).run();
        } catch (CannotStart e) {
            if (!fleet.isStopping()) {
                fail(e);
            }
        }
        return 1;
    }

    private void fail(CannotStart why) {
        why.details().forEach(line -> err.println("  | " + line));
        err.println("lamplight: " + why.getMessage());
        err.flush();
    }

    private List<NodePorts> row() {
        return NodePorts.row(nodes, sipPort, adminPort, remotingPort);
    }

    private DataFolder check() {
        if (nodes < 1) {
            throw new CannotStart("--nodes " + nodes + ": at least one node is needed");
        }
        List<Ports.Wanted> ports = new ArrayList<>();
        if (cassandra == null) {
            int own = CassandraServer.storagePort(cqlPort);
            ports.add(new Ports.Wanted(cqlPort, Ports.Transport.TCP, "CQL", "Cassandra", "--cql-port"));
            ports.add(new Ports.Wanted(own, Ports.Transport.TCP, "storage", "Cassandra", "--cql-port"));
        }
        row().forEach(node -> ports.addAll(node.wanted()));
        Ports.requireFree(ports);
        if (config != null) {
            // The nodes would find it too, but only after Cassandra stands.
            NodeConfig.load(Optional.of(config));
        }
        return DataFolder.open(data);
    }

    private InetSocketAddress startCassandra() {
        if (cassandra != null) {
            return cassandra;
        }
        progress.step("Cassandra " + CASSANDRA_VERSION + " starts, data in " + folder.cassandra());
        Home home = Home.fromSystemProperty();
        CassandraServer server =
                fleet.startCassandra(() -> CassandraServer.start(home, cqlPort, folder.cassandra(), folder.logs()));
        server.awaitReady();
        progress.step("Cassandra takes CQL on 127.0.0.1:" + cqlPort);
        return server.address();
    }

    private void applySchema(InetSocketAddress store) {
        try (CqlSession session = Cql.connect(store)) {
            List<String> applied = Schema.apply(session, Schema.ONE_COPY);
            progress.step(applied.isEmpty() ? "schema is up to date" : "schema applied: " + String.join(", ", applied));
        } catch (DriverException e) {
            throw new CannotStart("Cassandra refused the schema: " + e.getMessage(), e);
        }
    }

    private NodeLauncher startNodes(InetSocketAddress store) {
        List<NodePorts> row = row();
        NodeLauncher launcher = new NodeLauncher(
                Home.fromSystemProperty(),
                store,
                Optional.ofNullable(config).map(Path::toAbsolutePath),
                heap,
                row,
                Map.of());
        progress.step(nodes == 1 ? "node 1 starts" : nodes + " nodes start");
        for (NodePorts node : row) {
            fleet.startNode(() -> launcher.start(node, folder.logs()));
        }
        awaitNodes(row);
        return launcher;
    }

    private void awaitNodes(List<NodePorts> row) {
        Readiness readiness = new Readiness();
        List<NodePorts> missing = new ArrayList<>(row);
        long deadline = System.nanoTime() + NODES_PATIENCE.toNanos();
        while (!missing.isEmpty()) {
            if (fleet.isStopping()) {
                throw new CannotStart("stopped before it was ready");
            }
            fleet.requireAlive();
            missing.removeIf(node -> {
                boolean ready = readiness.isReady(node);
                if (ready) {
                    progress.step(node + "  pid " + fleet.pid(node.name()));
                }
                return ready;
            });
            if (!missing.isEmpty() && System.nanoTime() > deadline) {
                throw new CannotStart(missing.get(0).name() + " was not ready within " + NODES_PATIENCE.toSeconds()
                        + " s; its log is in " + data.resolve("logs"));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void stop() {
        if (!fleet.isEmpty()) {
            progress.step("stopping");
            fleet.stop();
            progress.step("stopped");
        }
        if (folder != null) {
            folder.close();
        }
    }

    /** A port a person may choose. */
    static final class PortConverter implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > 65535) {
                throw new TypeConversionException("'" + value + "' is not a port (1 to 65535)");
            }
            return Integer.valueOf(value);
        }
    }

    /** {@code HOST:PORT}. */
    static final class AddressConverter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String value) {
            int colon = value.lastIndexOf(':');
            if (colon < 1) {
                throw new TypeConversionException("'" + value + "' is not HOST:PORT");
            }
            int port = new PortConverter().convert(value.substring(colon + 1));
            return InetSocketAddress.createUnresolved(value.substring(0, colon), port);
        }
    }

    /** A size as the JVM takes it. */
    static final class HeapConverter implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (!value.matches("[0-9]{1,6}[mMgG]")) {
                throw new TypeConversionException("'" + value + "' is not a heap size such as 512m or 1g");
            }
            return value;
        }
    }
}
