package io.lamplight.deploy.torture;

import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.torture.Ledger.Count;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Kills under load, one after the other. After each it is held that within a limit after ready every watcher shows what
 * was acknowledged until then.
 */
public final class KillRounds {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /**
     * What one kill led to.
     *
     * @param down from the kill until ready again
     * @param newest from ready until the last watcher shows what was acknowledged before ready
     * @param staleAtLimit watchers that did not at the limit
     */
    public record Round(Duration down, Duration newest, long staleAtLimit) {}

    /** What is killed. */
    public interface Victim {
        /** Returns when it is gone. */
        void kill();

        /** Returns when a new process runs in its place, which need not be ready. */
        void awaitSuccessor();

        boolean isReady();
    }

    private final Load load;
    private final Ledger ledger;
    private final Victim victim;
    private final Duration limit;

    /** @param limit after ready, from when on a watcher counts as stale */
    public KillRounds(Load load, Ledger ledger, Victim victim, Duration limit) {
        this.load = load;
        this.ledger = ledger;
        this.victim = victim;
        this.limit = limit;
    }

    /**
     * One kill, as soon as so many more publications were acknowledged; returns when all watchers are up to date.
     *
     * @param publications to be acknowledged before the kill
     */
    public Round next(long publications) {
        awaitPublications(publications);
        victim.kill();
        long killed = System.nanoTime();
        victim.awaitSuccessor();
        until("ready", victim::isReady);
        long ready = System.nanoTime();
        List<Integer> acknowledged = load.acknowledged();
        await("all watchers up to date or the limit; " + ledger)
                .pollInterval(POLL)
                .atMost(limit.plus(PATIENCE))
                .until(() -> load.behind(acknowledged) == 0 || isOver(ready));
        long stale = load.behind(acknowledged);
        load.holdAsStale(acknowledged);
        until("all watchers up to date", () -> load.behind(acknowledged) == 0);
        return new Round(Duration.ofNanos(ready - killed), Duration.ofNanos(System.nanoTime() - ready), stale);
    }

    /** Returns when so many more publications have been acknowledged. */
    public void awaitPublications(long publications) {
        long goal = ledger.of(Count.PUBLICATIONS_ACKNOWLEDGED) + publications;
        until("publications", () -> ledger.of(Count.PUBLICATIONS_ACKNOWLEDGED) >= goal);
    }

    private boolean isOver(long ready) {
        return System.nanoTime() - ready > limit.toNanos();
    }

    private void until(String what, BooleanSupplier condition) {
        await(what + "; " + ledger).pollInterval(POLL).atMost(PATIENCE).until(condition::getAsBoolean);
    }
}
