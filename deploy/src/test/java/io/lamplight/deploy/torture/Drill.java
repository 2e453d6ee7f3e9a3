package io.lamplight.deploy.torture;

import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.torture.Ledger.Count;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A fault under load, and its repair: phones at work are refused and new ones come in floods while it lasts; after it all
 * must be acknowledged, and everything from before must still stand.
 */
public final class Drill {
    private final Ledger ledger = new Ledger();
    private final InetSocketAddress server;
    private final String name;
    private final Duration patience;

    /**
     * What happened.
     *
     * @param floods the answers to all new requests under the fault
     * @param slowestRefusal from the first sending of a request to its 503, while the fault lasted
     * @param firstAcknowledged from the end of the repair
     * @param allAcknowledged from the end of the repair, until every publisher that was refused had its 200
     */
    public record Result(
            List<Phones.Answer> floods,
            Duration slowestRefusal,
            Duration firstAcknowledged,
            Duration allAcknowledged,
            Ledger ledger) {}

    /** @param patience for each step */
    public Drill(InetSocketAddress server, String name, Duration patience) {
        this.server = server;
        this.name = name;
        this.patience = patience;
    }

    /**
     * Goes through it.
     *
     * @param lasting the fault is not repaired earlier
     * @param refusals of phones at work, before the fault is repaired
     * @param flood new requests of each kind at one moment, at least once
     */
    public Result run(Runnable fault, Runnable repair, Duration lasting, int refusals, int flood) throws Exception {
        try (var load = new Load(ledger, () -> List.of(server), name, 20, 2)) {
            load.begin(patience);
            load.run(50);
            ledger.resetTimes();
            fault.run();
            long begun = System.nanoTime();
            List<Phones.Answer> answers = new ArrayList<>();
            Duration slowest;
            try {
                await("refusals; " + ledger).atMost(patience).until(() -> ledger.of(Count.REFUSED_503) >= refusals);
                do {
                    answers.addAll(Flood.send(ledger, server, name + "-" + answers.size(), flood, patience));
                } while (System.nanoTime() - begun < lasting.toNanos());
                slowest = ledger.slowestRefusal();
            } finally {
                repair.run();
            }
            long repaired = System.nanoTime();
            long before = ledger.of(Count.PUBLICATIONS_ACKNOWLEDGED);
            await("service again; " + ledger)
                    .atMost(patience)
                    .until(() -> ledger.of(Count.PUBLICATIONS_ACKNOWLEDGED) > before);
            Duration first = Duration.ofNanos(System.nanoTime() - repaired);
            load.pause(patience);
            Duration all = Duration.ofNanos(System.nanoTime() - repaired);
            load.verify(patience);
            await("the last states; " + ledger).atMost(patience).until(() -> load.behind(load.acknowledged()) == 0);
            return new Result(List.copyOf(answers), slowest, first, all, ledger);
        }
    }
}
