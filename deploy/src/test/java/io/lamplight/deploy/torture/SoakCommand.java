package io.lamplight.deploy.torture;

import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.torture.Ledger.Count;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A steady load for a long time: what grows? */
@Command(
        name = "soak",
        description = "A steady load on a running `lamplight up`; each minute, what node and Cassandra hold.")
final class SoakCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Mixin
    private LoadOptions options;

    @Option(names = "--cql-port", defaultValue = "9042")
    private int cqlPort;

    @Option(names = "--minutes", defaultValue = "10")
    private int minutes;

    @Override
    public Integer call() throws Exception {
        UpVictim victim = options.victim();
        var ledger = new Ledger();
        try (Load load = options.load(ledger, "soak")) {
            load.begin(PATIENCE);
            System.out.println("minute  publications  heap MiB  files  threads  RSS MiB"
                    + "  Cassandra: heap MiB  files  threads  RSS MiB  tables");
            sample(0, victim, ledger);
            load.run(options.rate());
            for (int minute = 1; minute <= minutes; minute++) {
                long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                await().atMost(Duration.ofMinutes(2)).until(() -> System.nanoTime() >= end);
                sample(minute, victim, ledger);
            }
            load.pause(PATIENCE);
            load.verify(PATIENCE);
            await().atMost(PATIENCE).until(() -> load.behind(load.acknowledged()) == 0);
        }
        return Torture.verdict(ledger);
    }

    private void sample(int minute, UpVictim victim, Ledger ledger) throws Exception {
        Probe.Process node = Probe.process(victim.pid());
        Probe.Process store = Probe.process(victim.cassandraPid());
        var tables = new StringBuilder();
        Probe.tables(InetSocketAddress.createUnresolved("127.0.0.1", cqlPort))
                .forEach((name, table) -> tables.append(String.format(
                        "  %s %d MiB, largest partition %d MiB, tombstones/read p99 %.0f max %.0f;",
                        name,
                        table.mebibytes(),
                        table.largestPartitionMebibytes(),
                        table.tombstonesP99(),
                        table.tombstonesMax())));
        System.out.printf(
                "%6d  %12d  %8d  %5d  %7d  %7d  %19d  %5d  %7d  %7d%s%n",
                minute,
                ledger.of(Count.PUBLICATIONS_ACKNOWLEDGED),
                node.heapKiB() >> 10,
                node.openFiles(),
                node.threads(),
                node.residentKiB() >> 10,
                store.heapKiB() >> 10,
                store.openFiles(),
                store.threads(),
                store.residentKiB() >> 10,
                tables);
    }
}
