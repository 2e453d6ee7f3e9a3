package io.lamplight.presence.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.KeeperCommand.AwaitScan;
import io.lamplight.presence.api.KeeperCommand.Awake;
import io.lamplight.presence.api.KeeperCommand.KeepAlive;
import io.lamplight.presence.api.KeeperCommand.Scanned;
import io.lamplight.presence.api.KeeperCommand.Sleeping;
import io.lamplight.presence.api.PresentityCommand.Wake;
import io.lamplight.presence.api.PresentityMessage;
import io.lamplight.presence.entity.PresenceMeters;
import io.lamplight.presence.testkit.InventoryJournal;
import io.lamplight.presence.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeeperTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final String ALICE = "sip:alice@example.com";
    private static final String BOB = "sip:bob@example.com";
    private static final String CAROL = "sip:carol@example.com";
    private static final String DAVE = "sip:dave@example.com";
    private static final int AT_ONCE = 3;

    private static ActorTestKit system;

    private record Woken(String id, boolean resend) {}

    private final ManualClock clock = new ManualClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Held here, since gauges hold what they show by weak references only. */
    private final PresenceMeters counted = new PresenceMeters(meters);

    private InventoryJournal journal;
    private InventoryJournal.Stream scan;
    private TestProbe<Woken> woken;
    private ActorRef<PresentityMessage> keeper;

    @BeforeAll
    static void start() {
        system = ActorTestKit.create("pekko.actor.provider = local, pekko.loglevel = ERROR");
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    @BeforeEach
    void freshKeeper() {
        journal = new InventoryJournal(system.system());
        scan = journal.prepare();
        woken = system.createTestProbe();
        keeper = system.spawn(Keeper.behavior(
                17,
                new Keeper.Environment(
                        journal,
                        "presentity",
                        KeeperNames.forShards(64),
                        (id, command) -> woken.getRef().tell(new Woken(id, ((Wake) command).resend())),
                        clock,
                        new KeeperSettings(
                                "test", AT_ONCE, Duration.ofMillis(500), Duration.ofMillis(10), Duration.ofMillis(40)),
                        counted)));
    }

    @AfterEach
    void stopKeeper() {
        system.stop(keeper);
    }

    @Test
    void wakesWhoIsDueOrUnknownAndLeavesTheRestAsleep() {
        long old = hoursAgo(1);
        scan.tell(ALICE, due(Duration.ofSeconds(-1), 1, 0), old)
                .tell(BOB, due(Duration.ofHours(1), 2, 0), old)
                .tell(CAROL, "empty", old)
                .tell(DAVE, "", hoursAgo(2))
                .tellThatThatWasAll();

        assertThat(woken.receiveSeveralMessages(2))
                .containsExactlyInAnyOrder(new Woken(DAVE, false), new Woken(ALICE, false));
        tellAwake(ALICE);
        tellAwake(DAVE);
        awaitScanned();
        assertThat(gauge("presentities.asleep")).isEqualTo(1);
        assertThat(gauge("publications")).isEqualTo(2);
        assertThat(meters.get("lamplight.presentity.wakes").counter().count()).isEqualTo(2);
        woken.expectNoMessage(SHORT);
    }

    @Test
    void wakesNobodyBeforeItKnowsAll() {
        scan.tell(ALICE, due(Duration.ofSeconds(-1), 1, 0), hoursAgo(1));

        woken.expectNoMessage(SHORT);
    }

    @Test
    void answersOnlyWhenItKnowsAll() {
        TestProbe<Scanned> asker = system.createTestProbe();
        keeper.tell(new KeepAlive(17));
        keeper.tell(new AwaitScan(asker.getRef()));
        asker.expectNoMessage(SHORT);

        scan.tellThatThatWasAll();

        asker.expectMessage(new Scanned(17));
        awaitScanned();
    }

    @Test
    void wakesASleeperShortlyBeforeItsTime() {
        scan.tellThatThatWasAll();
        awaitScanned();
        keeper.tell(sleeping(ALICE, Duration.ofHours(1), true));

        clock.advance(Duration.ofMinutes(59));
        keeper.tell(Keeper.Tick.INSTANCE);
        woken.expectNoMessage(SHORT);
        clock.advance(Duration.ofMillis(59_500));
        keeper.tell(Keeper.Tick.INSTANCE);

        woken.expectMessage(new Woken(ALICE, false));
    }

    @Test
    void setsItsOwnTimer() {
        scan.tellThatThatWasAll();
        awaitScanned();
        keeper.tell(sleeping(ALICE, Duration.ofMillis(600), true));
        clock.advance(Duration.ofMillis(600));

        // The timer runs on real time, the decision on the injected clock.
        woken.expectMessage(Duration.ofSeconds(10), new Woken(ALICE, false));
    }

    @Test
    void livesThroughADueTimeThatNoSchedulerTakes() {
        scan.tellThatThatWasAll();
        keeper.tell(sleeping(ALICE, Duration.ofDays(25_000), true));

        awaitScanned();
        assertThat(gauge("presentities.asleep")).isEqualTo(1);
    }

    @Test
    void hasNoMoreThanSoManyUnderWay() {
        for (int i = 0; i < 20; i++) {
            scan.tell("sip:user" + i + "@example.com", due(Duration.ofSeconds(i - 30), 1, 0), hoursAgo(1));
        }
        scan.tellThatThatWasAll();

        for (int i = 0; i < AT_ONCE; i++) {
            woken.expectMessage(new Woken("sip:user" + i + "@example.com", false));
        }
        for (int i = AT_ONCE; i < 20; i++) {
            woken.expectNoMessage(Duration.ofMillis(5));
            tellAwake("sip:user" + (i - AT_ONCE) + "@example.com");
            woken.expectMessage(new Woken("sip:user" + i + "@example.com", false));
        }
    }

    @Test
    void wakesOnceMoreWhoDoesNotAnswer() {
        for (int i = 0; i < AT_ONCE + 1; i++) {
            scan.tell("sip:user" + i + "@example.com", due(Duration.ofSeconds(i - 30), 1, 0), hoursAgo(1));
        }
        scan.tellThatThatWasAll();
        woken.receiveSeveralMessages(AT_ONCE);

        clock.advance(Keeper.PATIENCE);
        keeper.tell(Keeper.Tick.INSTANCE);

        assertThat(woken.receiveSeveralMessages(AT_ONCE))
                .contains(new Woken("sip:user" + AT_ONCE + "@example.com", false));
        woken.expectNoMessage(SHORT);
    }

    @Test
    void letsOnlyThoseSendAgainWhoseNotifysMayHaveBeenUnderWay() {
        long crash = clock.millis();
        String watched = due(Duration.ofHours(1), 1, 1);
        scan.tell(ALICE, watched, crash - Keeper.UNSETTLED.toMillis() - 1)
                .tell(BOB, watched, crash - Keeper.UNSETTLED.toMillis())
                .tell(CAROL, watched, crash)
                .tell(DAVE, due(Duration.ofHours(1), 1, 0), crash)
                .tellThatThatWasAll();

        assertThat(woken.receiveSeveralMessages(2))
                .containsExactlyInAnyOrder(new Woken(BOB, true), new Woken(CAROL, true));
        woken.expectNoMessage(SHORT);
    }

    @Test
    void doesNotTakeAnEventAfterTheCrashForTheShardsNewest() {
        long crash = clock.millis();
        String watched = due(Duration.ofHours(1), 1, 1);
        tellAwake(CAROL);
        awaitStarted();
        scan.tell(ALICE, watched, crash - 1000)
                .tell(CAROL, watched, crash + Keeper.UNSETTLED.toMillis())
                .tellThatThatWasAll();

        assertThat(woken.receiveSeveralMessages(2))
                .containsExactlyInAnyOrder(new Woken(ALICE, true), new Woken(CAROL, true));
    }

    @Test
    void takesThePresentitysWordForNewerThanTheJournals() {
        tellAwake(ALICE);
        keeper.tell(sleeping(BOB, Duration.ofHours(2), true));
        awaitStarted();
        scan.tell(ALICE, due(Duration.ofSeconds(-1), 1, 0), hoursAgo(1))
                .tell(BOB, due(Duration.ofSeconds(-1), 7, 0), hoursAgo(1))
                .tellThatThatWasAll();

        awaitScanned();
        woken.expectNoMessage(SHORT);
        assertThat(gauge("presentities.asleep")).isEqualTo(1);
        assertThat(gauge("publications")).isEqualTo(1);
    }

    @Test
    void letsASleeperThatWasNotSettledSendAgain() {
        scan.tellThatThatWasAll();
        awaitScanned();

        keeper.tell(sleeping(ALICE, Duration.ofHours(1), false));

        woken.expectMessage(new Woken(ALICE, true));
    }

    @Test
    void scansAnewWhenTheJournalFailed() {
        InventoryJournal.Stream second = journal.prepare();
        scan.tell(ALICE, due(Duration.ofHours(1), 1, 0), hoursAgo(1));
        scan.fail();
        second.tell(ALICE, due(Duration.ofHours(1), 1, 0), hoursAgo(1))
                .tell(BOB, due(Duration.ofHours(1), 1, 0), hoursAgo(1))
                .tellThatThatWasAll();

        awaitScanned();
        assertThat(gauge("presentities.asleep")).isEqualTo(2);
    }

    @Test
    void believesItselfWhenTheScanIsOpenedAgainLater() {
        InventoryJournal.Stream second = journal.prepare();
        scan.tell(ALICE, due(Duration.ofHours(1), 1, 0), hoursAgo(1)).tellThatThatWasAll();
        awaitScanned();
        tellAwake(ALICE);
        second.tell(ALICE, due(Duration.ofSeconds(-1), 1, 0), hoursAgo(1)).tellThatThatWasAll();

        scan.fail();

        woken.expectNoMessage(SHORT);
        assertThat(gauge("presentities.asleep")).isZero();
    }

    @Test
    void holdsTheScanOpenUntilItStops() throws Exception {
        scan.tell(ALICE, due(Duration.ofHours(1), 1, 3), hoursAgo(1)).tellThatThatWasAll();
        awaitScanned();
        assertThat(scan.ended()).isNotDone();
        assertThat(gauge("subscriptions")).isEqualTo(3);

        system.stop(keeper);

        scan.ended().get(10, TimeUnit.SECONDS);
        assertThat(gauge("subscriptions")).isZero();
        assertThat(gauge("presentities.asleep")).isZero();
    }

    private void awaitScanned() {
        TestProbe<Scanned> asker = system.createTestProbe();
        keeper.tell(new AwaitScan(asker.getRef()));
        asker.expectMessage(Duration.ofSeconds(10), new Scanned(17));
    }

    /** What was told before is taken in. */
    private void awaitStarted() {
        TestProbe<Done> asker = system.createTestProbe();
        keeper.tell(new Scan.Found(null, List.of(), asker.getRef()));
        asker.receiveMessage();
    }

    private void tellAwake(String id) {
        keeper.tell(new Awake(new Aor(id)));
    }

    private Sleeping sleeping(String id, Duration ahead, boolean settled) {
        return new Sleeping(new Aor(id), clock.millis() + ahead.toMillis(), 1, 1, settled);
    }

    private String due(Duration ahead, int publications, int subscriptions) {
        return "due " + (clock.millis() + ahead.toMillis()) + ' ' + publications + ' ' + subscriptions;
    }

    private long hoursAgo(int hours) {
        return clock.millis() - Duration.ofHours(hours).toMillis();
    }

    private double gauge(String name) {
        return meters.get("lamplight." + name).gauge().value();
    }
}
