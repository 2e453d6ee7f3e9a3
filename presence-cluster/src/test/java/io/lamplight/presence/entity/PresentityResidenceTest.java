package io.lamplight.presence.entity;

import static io.lamplight.presence.entity.PresentityFixture.ALICE;
import static io.lamplight.presence.entity.PresentityFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.KeeperCommand;
import io.lamplight.presence.api.KeeperCommand.Awake;
import io.lamplight.presence.api.KeeperCommand.Sleeping;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import io.lamplight.presence.api.PresentityCommand.Publish;
import io.lamplight.presence.api.PresentityCommand.Wake;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SendNotifies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a presentity is in memory, and what happens when it comes and goes. */
class PresentityResidenceTest extends PresentityTests {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void tellsItsKeeperThatItIsAwakeBeforeAnythingElse() {
        alice.published("", "here");

        assertThat(alice.keeper.receiveMessage()).isEqualTo(new Awake(ALICE));
    }

    @Test
    void leavesMemoryWhenNobodyHasAskedForAWhileAndTellsItsKeeperWhatIsDue() {
        alice.published("", "here");
        alice.subscribed("bob");
        long due = alice.clock.millis() + 600_000;
        alice.clock.advance(PresentityFixture.IDLE_AFTER);

        alice.kit.runCommand(Presentity.Idle.INSTANCE);

        alice.shard.receiveMessage();
        alice.kit.restart();
        assertThat(alice.keeper.receiveMessage()).isEqualTo(new Awake(ALICE));
        assertThat(alice.keeper.receiveMessage()).isEqualTo(new Sleeping(ALICE, due, 1, 1, true));
        assertThat(alice.keeper.receiveMessage()).isEqualTo(new Awake(ALICE));
    }

    @Test
    void staysWhileItIsAsked() {
        alice.published("", "here");
        alice.clock.advance(PresentityFixture.IDLE_AFTER.minusSeconds(1));
        alice.published("", "there");
        alice.clock.advance(Duration.ofSeconds(1));

        alice.kit.runCommand(Presentity.Idle.INSTANCE);

        alice.shard.expectNoMessage(SHORT);
    }

    @Test
    void staysWhenSomethingFallsDueSoon() {
        alice.publish("", "here", 200);
        alice.clock.advance(PresentityFixture.IDLE_AFTER);

        alice.kit.runCommand(Presentity.Idle.INSTANCE);

        alice.shard.expectNoMessage(SHORT);
    }

    @Test
    void staysWhileANotifyMayBeUnderWay() {
        var hasty = new PresentityFixture(system, 1, Duration.ofSeconds(10));
        hasty.subscribed("bob");
        hasty.published("", "here");
        hasty.clock.advance(Duration.ofSeconds(39));

        hasty.kit.runCommand(Presentity.Idle.INSTANCE);
        hasty.shard.expectNoMessage(SHORT);
        hasty.clock.advance(Duration.ofSeconds(1));
        hasty.kit.runCommand(Presentity.Idle.INSTANCE);

        hasty.shard.receiveMessage();
    }

    @Test
    void tellsWhatACommandChangedThatWasAlreadyThereWhenItLeft() {
        alice.subscribed("bob");
        alice.clock.advance(PresentityFixture.IDLE_AFTER);
        alice.kit.runCommand(Presentity.Idle.INSTANCE);

        alice.publish("", "here", 60);
        alice.kit.restart();

        alice.keeper.receiveMessage();
        assertThat(alice.keeper.receiveMessage())
                .isEqualTo(new Sleeping(ALICE, alice.clock.millis() + 60_000, 1, 1, false));
    }

    @Test
    void saysNothingOfSleepWhenItsShardIsHandedOver() {
        alice.subscribed("bob");

        alice.kit.restart();

        assertThat(alice.keeper.receiveSeveralMessages(2)).containsOnly(new Awake(ALICE));
        alice.keeper.expectNoMessage(SHORT);
    }

    @Test
    void sendsNothingAgainWhenItIsWoken() {
        alice.published("", "here");
        alice.subscribed("bob");
        alice.kit.restart();

        alice.kit.runCommand(new Wake(false));

        assertThat(alice.keeper.receiveSeveralMessages(3)).containsOnly((KeeperCommand) new Awake(ALICE));
        alice.edge().expectNoMessage(SHORT);
    }

    @Test
    void sendsItsStateAgainWhenItMayHaveBeenLost() {
        alice.published("", "here");
        alice.subscribed("bob");
        alice.kit.restart();

        alice.kit.runCommand(new Wake(true));

        var notifies = alice.expectNotifies();
        assertThat(text(notifies)).isEqualTo("here");
        assertThat(notifies.lines().get(0).cseq()).isEqualTo(2);
    }

    @Test
    void sendsItsStateAgainByItselfWhenTheJournalFailedUnderIt() {
        String etag = alice.published("", "here");
        alice.subscribed("bob");
        var asker = system.<PublishReply>createTestProbe();
        alice.kit.persistenceTestKit().failNextPersisted();

        // Past the kit, which would wait for the state of one that is restarting.
        alice.self.tell(
                new Publish(WordsPackage.NAME, etag, WordsPackage.TEXT, Bytes.utf8("away"), 600, 99, asker.getRef()));

        assertThat(text(alice.edge().expectMessageClass(SendNotifies.class, Duration.ofSeconds(10))))
                .isEqualTo("here");
        asker.expectNoMessage(SHORT);
        assertThat(alice.keeper.receiveMessage()).isEqualTo(new Awake(ALICE));
        alice.keeper.expectNoMessage(SHORT);
    }

    @Test
    void leavesAtOnceAndWithoutAWordWhenNothingIsLeft() {
        String etag = alice.published("", "here");

        alice.publish(etag, null, 0);

        alice.shard.receiveMessage();
        alice.kit.restart();
        assertThat(alice.keeper.receiveSeveralMessages(2)).containsOnly(new Awake(ALICE));
    }

    @Test
    void remembersAcrossARestartWhenADeferredNotifyIsToLeave() {
        alice.published("", "here");
        String tag = alice.subscribed("bob");
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 503, 60));
        assertThat(alice.state().nextDue()).hasValue(alice.clock.millis() + 60_000);
        alice.kit.restart();
        alice.clock.advance(Duration.ofSeconds(60));

        alice.kit.runCommand(Presentity.Due.INSTANCE);

        assertThat(alice.expectNotifies().lines().get(0).cseq()).isEqualTo(2);
        assertThat(alice.state().nextDue()).hasValue(alice.clock.millis() + 540_000);
    }

    @Test
    void sendsOneNotifyWhereADeferredOneMeetsAnExpiry() {
        alice.publish("", "here", 60);
        String tag = alice.subscribed("bob");
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 503, 60));
        alice.clock.advance(Duration.ofSeconds(60));

        alice.kit.runCommand(Presentity.Due.INSTANCE);

        var notifies = alice.expectNotifies();
        assertThat(text(notifies)).isEqualTo(" -here");
        assertThat(notifies.lines().get(0).cseq()).isEqualTo(3);
        alice.edge().expectNoMessage(SHORT);
    }

    @Test
    void dropsADeferredNotifyWhenTheWatcherSubscribesAgain() {
        String tag = alice.subscribed("bob");
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 503, 60));

        alice.subscribe("bob", tag, 2, 600);

        assertThat(alice.state().nextDue()).hasValue(alice.clock.millis() + 600_000);
    }
}
