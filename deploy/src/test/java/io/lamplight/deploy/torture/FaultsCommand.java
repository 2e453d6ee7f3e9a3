package io.lamplight.deploy.torture;

import io.lamplight.deploy.support.ProcessNodes;
import io.lamplight.deploy.support.TestCassandra;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A node of its own, whose Cassandra stands still, dies and has a full disk, each for a while. */
@Command(name = "faults", description = "Starts a node and a Cassandra that stands still, dies, and has a full disk.")
final class FaultsCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** The promise for each 503. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @Option(names = "--seconds", defaultValue = "30", description = "How long each fault lasts.")
    private int seconds;

    @Option(names = "--flood", defaultValue = "300", description = "New PUBLISHes, and as many SUBSCRIBEs, at a time.")
    private int flood;

    private TestCassandra cassandra;
    private ProcessNodes nodes;
    private int broken;

    @Override
    public Integer call() throws Exception {
        cassandra = TestCassandra.startOnSmallDisk("bench-faults");
        nodes = new ProcessNodes("bench-faults", 1, cassandra.address(), Map.of());
        try {
            nodes.startAll();
            drill("still", cassandra::suspend, cassandra::resume);
            drill("dead", cassandra::kill, cassandra::restart);
            drill("full", cassandra::fillDisk, this::makeRoom);
        } finally {
            nodes.close();
            cassandra.close();
        }
        return broken;
    }

    private void makeRoom() {
        cassandra.freeDisk();
        boolean ended = !cassandra.isRunning();
        System.out.println("Cassandra " + (ended ? "ended" : "lived on") + " without a byte of disk left");
        if (ended) {
            cassandra.restart();
        }
    }

    private void drill(String name, Runnable fault, Runnable repair) throws Exception {
        var server = new InetSocketAddress("127.0.0.1", nodes.ports(1).sip());
        long before = Probe.process(nodes.pid(1)).heapKiB();
        Drill.Result result =
                new Drill(server, name, PATIENCE).run(fault, repair, Duration.ofSeconds(seconds), 20, flood);
        long after = Probe.process(nodes.pid(1)).heapKiB();
        long refused = result.floods().stream().filter(a -> a.status() == 503).count();
        System.out.printf(
                "%s: %d of %d new requests got 503, slowest %d ms; after the repair first 200 in %d ms, all in %d ms;"
                        + " heap after GC %d -> %d MiB%n",
                name,
                refused,
                result.floods().size(),
                result.slowestRefusal().toMillis(),
                result.firstAcknowledged().toMillis(),
                result.allAcknowledged().toMillis(),
                before >> 10,
                after >> 10);
        if (result.slowestRefusal().compareTo(LIMIT) > 0
                || refused < result.floods().size()) {
            System.out.println("BROKEN not each request got its 503 within " + LIMIT.toMillis() + " ms");
            broken = 1;
        }
        broken |= Torture.verdict(result.ledger());
    }
}
