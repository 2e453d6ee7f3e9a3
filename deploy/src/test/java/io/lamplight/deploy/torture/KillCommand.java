package io.lamplight.deploy.torture;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** kill -9 of the node of a running {@code lamplight up}, again and again under load. */
@Command(name = "kill", description = "Kills the node of a running `lamplight up` under load, as often as told.")
final class KillCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** The promise: after this no watcher is stale. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Mixin
    private LoadOptions options;

    @Option(names = "--kills", defaultValue = "20")
    private int kills;

    @Option(
            names = "--cycle",
            defaultValue = "32",
            description = "Seconds from kill to kill at least: supervision bears 10 ends in 5 minutes.")
    private int cycle;

    @Override
    public Integer call() throws Exception {
        UpVictim victim = options.victim();
        var ledger = new Ledger();
        try (Load load = options.load(ledger, "kill")) {
            load.begin(PATIENCE);
            load.run(options.rate());
            var rounds = new KillRounds(load, ledger, victim, LIMIT);
            System.out.println("kill  down ms  newest ms after ready  stale after 5 s  acknowledged so far");
            for (int kill = 1; kill <= kills; kill++) {
                long begun = System.nanoTime();
                KillRounds.Round round = rounds.next((long) (2 * options.rate()));
                System.out.printf(
                        "%4d  %7d  %21d  %15d  %19d%n",
                        kill,
                        round.down().toMillis(),
                        round.newest().toMillis(),
                        round.staleAtLimit(),
                        ledger.of(Ledger.Count.PUBLICATIONS_ACKNOWLEDGED));
                if (kill < kills) {
                    await().atMost(Duration.ofSeconds(cycle).plus(PATIENCE))
                            .until(() -> System.nanoTime() - begun
                                    > Duration.ofSeconds(cycle).toNanos());
                }
            }
            load.pause(PATIENCE);
            load.verify(PATIENCE);
            await().atMost(PATIENCE).until(() -> load.behind(load.acknowledged()) == 0);
        }
        if (ledger.of(Ledger.Count.OVERTAKEN) > 0) {
            ledger.breach(Ledger.Breach.REUSED_CSEQ, "NOTIFYs of one node came in another order than their CSeq");
        }
        return Torture.verdict(ledger);
    }
}
