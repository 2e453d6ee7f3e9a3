package io.lamplight.presence.entity;

import static io.lamplight.presence.entity.PresentityFixture.dialog;
import static io.lamplight.presence.entity.PresentityFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.PresentityCommand.EdgeLost;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PresentitySubscribeTest extends PresentityTests {
    @Test
    void carriesTheNewestStateBackInTheAnswer() {
        alice.published("", "here");

        SubscribeReply.Accepted reply = accepted(alice.subscribe("bob", "", 1, 600));

        SendNotifies.Line line = reply.firstNotify().lines().get(0);
        assertThat(reply.expires()).isEqualTo(600);
        assertThat(text(reply.firstNotify())).isEqualTo("here");
        assertThat(line.state()).isEqualTo("active");
        assertThat(line.cseq()).isEqualTo(1);
        assertThat(line.version()).isZero();
        assertThat(line.dialog().localTag()).isEqualTo(reply.localTag());
        assertThat(line.expiresAt()).isEqualTo(alice.clock.millis() + 600_000);
    }

    @Test
    void notifiesAtOnceAlsoWhenNothingIsKnown() {
        assertThat(text(accepted(alice.subscribe("bob", "", 1, 600)).firstNotify()))
                .isEmpty();
    }

    @Test
    void fetchesTheStateOnceAndKeepsNothing() {
        alice.published("", "here");

        SubscribeReply.Accepted reply = accepted(alice.subscribe("bob", "", 1, 0));

        SendNotifies.Line line = reply.firstNotify().lines().get(0);
        assertThat(line.state()).isEqualTo("terminated");
        assertThat(line.endReason()).isEqualTo("timeout");
        assertThat(text(reply.firstNotify())).isEqualTo("here");
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).isEmpty();
    }

    @Test
    void refreshesInTheDialogAndMovesTheTarget() {
        String tag = alice.subscribed("bob");
        alice.clock.advance(Duration.ofSeconds(100));

        var moved = dialog("bob", tag, "one")
                .withTarget("sip:bob@127.0.0.9", dialog("bob", tag, "one").flow());
        SubscribeReply.Accepted reply = accepted(alice.subscribe(moved, 2, 600, 500, WordsPackage.TEXT));

        SendNotifies.Line line = reply.firstNotify().lines().get(0);
        assertThat(line.cseq()).isEqualTo(2);
        assertThat(line.dialog().remoteTarget()).isEqualTo("sip:bob@127.0.0.9");
        assertThat(line.expiresAt()).isEqualTo(alice.clock.millis() + 600_000);
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).hasSize(1);
    }

    @Test
    void refusesAnUnknownDialogWith481() {
        String tag = alice.subscribed("bob");

        assertRejected(alice.subscribe("bob", "other", 2, 600), 481);
        assertRejected(alice.subscribe("carol", tag, 2, 600), 481);
    }

    @Test
    void refusesAnOldSequenceNumberWith500() {
        String tag = alice.subscribed("bob");
        alice.subscribe("bob", tag, 5, 600);

        assertRejected(alice.subscribe("bob", tag, 5, 600), 500);
        assertRejected(alice.subscribe("bob", tag, 4, 600), 500);
    }

    @Test
    void endsWithOneLastNotifyWhenUnsubscribed() {
        alice.published("", "here");
        String tag = alice.subscribed("bob");

        SubscribeReply.Accepted reply = accepted(alice.subscribe("bob", tag, 2, 0));

        SendNotifies.Line line = reply.firstNotify().lines().get(0);
        assertThat(reply.expires()).isZero();
        assertThat(line.state()).isEqualTo("terminated");
        assertThat(line.cseq()).isEqualTo(2);
        assertThat(text(reply.firstNotify())).isEqualTo("here");
        alice.published("", "there");
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void endsWithOneLastNotifyWhenTheTimeIsOver() {
        String tag = alice.subscribed("bob");
        alice.clock.advance(Duration.ofSeconds(600));

        alice.kit.runCommand(Presentity.Due.INSTANCE);
        alice.kit.runCommand(Presentity.Due.INSTANCE);

        SendNotifies.Line line = alice.expectNotifies().lines().get(0);
        assertThat(line.dialog().localTag()).isEqualTo(tag);
        assertThat(line.state()).isEqualTo("terminated");
        assertThat(line.endReason()).isEqualTo("timeout");
        assertThat(line.cseq()).isEqualTo(2);
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void tellsASecondPathFromARetransmission() {
        accepted(alice.subscribe(dialog("bob", "", "one"), 1, 600, 40, WordsPackage.TEXT));

        assertRejected(alice.subscribe(dialog("bob", "", "two"), 1, 600, 41, WordsPackage.TEXT), 482);

        SubscribeReply.Accepted again =
                accepted(alice.subscribe(dialog("bob", "", "two"), 1, 600, 40, WordsPackage.TEXT));
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions().keySet()).isEqualTo(Set.of(again.localTag()));
        assertThat(again.firstNotify().lines().get(0).cseq()).isEqualTo(2);
    }

    @Test
    void tellsTheOldEdgeWhenADialogMovesToAnother() {
        String tag = alice.subscribed("bob");

        alice.subscribe(dialog("bob", tag, "two"), 2, 600, 50, WordsPackage.TEXT);

        assertThat(alice.edge().expectMessageClass(EdgeCommand.Forget.class).localTag())
                .isEqualTo(tag);
        alice.published("", "here");
        assertThat(alice.edges.get("two").expectMessageClass(SendNotifies.class).lines())
                .hasSize(1);
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void sendsOneMessageForEachEdgeAndEachBodyOnce() {
        alice.subscribed("bob");
        alice.subscribe(dialog("carol", "", "one"), 1, 600, 60, WordsPackage.LOUD);
        alice.subscribe(dialog("dave", "", "two"), 1, 600, 61, WordsPackage.TEXT);

        alice.published("", "here");

        SendNotifies one = alice.expectNotifies();
        assertThat(one.lines()).hasSize(2);
        assertThat(one.contents()).extracting(c -> c.body().utf8()).containsExactly("here", "HERE");
        assertThat(one.lines()).extracting(SendNotifies.Line::content).containsExactly(0, 1);
        assertThat(alice.edges.get("two").expectMessageClass(SendNotifies.class).lines())
                .hasSize(1);
    }

    @Test
    void sendsSeveralMessagesWhereLongRoutesMakeOneTooLarge() {
        for (String watcher : List.of("bob", "carol", "dave")) {
            var plain = dialog(watcher, "", "one");
            var routed = new DialogState(
                    plain.callId(),
                    "",
                    plain.remoteTag(),
                    plain.localUri(),
                    plain.remoteUri(),
                    plain.remoteTarget(),
                    List.of("<sip:" + "r".repeat(SendNotifies.MAX_TEXT / 2) + ";lr>"),
                    plain.flow());
            alice.subscribe(routed, 1, 600, watcher.hashCode(), WordsPackage.TEXT);
        }

        alice.published("", "here");

        assertThat(alice.expectNotifies().lines()).hasSize(2);
        assertThat(alice.expectNotifies().lines()).hasSize(1);
    }

    @Test
    void keepsCountingAfterARestart() {
        String etag = alice.published("", "here");
        String tag = alice.subscribed("bob");
        etag = alice.published(etag, "away");
        assertThat(alice.expectNotifies().lines().get(0).cseq()).isEqualTo(2);

        alice.kit.restart();
        alice.published(etag, "back");

        assertThat(alice.expectNotifies().lines().get(0).cseq()).isEqualTo(3);
        assertThat(accepted(alice.subscribe("bob", tag, 2, 600))
                        .firstNotify()
                        .lines()
                        .get(0)
                        .cseq())
                .isEqualTo(4);
    }

    @Test
    void waitsWithResendingUntilThereIsAnEdge() {
        alice.subscribed("bob");
        alice.kit.restart();
        var one = alice.edges.remove("one");
        var two = alice.edges.remove("two");

        alice.kit.runCommand(Presentity.Resume.INSTANCE);
        one.expectNoMessage(Duration.ofMillis(20));
        alice.edges.put("two", two);

        assertThat(two.expectMessageClass(SendNotifies.class, Duration.ofSeconds(10))
                        .lines())
                .hasSize(1);
    }

    @Test
    void sendsAgainByAnotherEdgeWhatMayHaveBeenLostWithOne() {
        alice.subscribed("bob");
        alice.subscribe(dialog("dave", "", "two"), 1, 600, 70, WordsPackage.TEXT);
        alice.published("", "here");
        alice.expectNotifies();
        alice.edges.remove("two");

        alice.kit.runCommand(new EdgeLost("two"));

        SendNotifies notifies = alice.expectNotifies();
        assertThat(notifies.lines()).extracting(l -> l.dialog().callId()).containsExactly("dave");
        assertThat(notifies.lines().get(0).cseq()).isEqualTo(3);
    }

    @Test
    void sendsNothingAgainForALostEdgeWhenAllIsLongSettled() {
        alice.subscribed("bob");
        alice.published("", "here");
        alice.expectNotifies();
        alice.clock.advance(Duration.ofSeconds(41));

        alice.kit.runCommand(new EdgeLost("one"));

        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void endsASubscriptionWhoseNotifyWasRefused() {
        String tag = alice.subscribed("bob");

        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 481, -1));

        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).isEmpty();
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void triesOnceMoreAfterTheTimeThatTheRefusalNamed() {
        String tag = alice.subscribed("bob");
        alice.published("", "here");
        alice.expectNotifies();

        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 2, 503, 0));

        SendNotifies again = alice.edge().expectMessageClass(SendNotifies.class, Duration.ofSeconds(10));
        assertThat(again.lines().get(0).cseq()).isEqualTo(3);
        assertThat(text(again)).isEqualTo("here");
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 3, 503, 0));
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).isEmpty();
    }

    @Test
    void waitsOnceForAllThatIsRefusedMeanwhile() {
        String tag = alice.subscribed("bob");

        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 503, 60));
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 2, 503, 60));
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).containsKey(tag);

        alice.clock.advance(Duration.ofSeconds(60));
        alice.kit.runCommand(Presentity.Due.INSTANCE);
        alice.expectNotifies();
        alice.clock.advance(Duration.ofSeconds(41));
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 3, 503, 60));
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).containsKey(tag);
    }

    @Test
    void livesThroughARetryAfterThatNoSchedulerTakes() {
        String tag = alice.subscribed("bob");

        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 503, Integer.MAX_VALUE));

        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).containsKey(tag);
    }

    @Test
    void livesThroughALifetimeThatNoSchedulerTakes() {
        alice.subscribe("bob", "", 1, Integer.MAX_VALUE);

        alice.clock.advance(Duration.ofDays(20));
        alice.kit.runCommand(Presentity.Due.INSTANCE);

        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).hasSize(1);
    }

    @Test
    void endsASubscriptionThatThePeerDoesNotKnowWhateverItSaysOfLater() {
        String tag = alice.subscribed("bob");

        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 481, 5));

        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).isEmpty();
    }

    @Test
    void keepsAWatcherThatSubscribedAgainAfterTheNotifyThatFailed() {
        String tag = alice.subscribed("bob");
        alice.published("", "here");
        alice.subscribe("bob", tag, 2, 600);

        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 2, 408, -1));
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).containsKey(tag);

        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 3, 408, -1));
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).isEmpty();
    }

    @Test
    void sendsAgainTheFirstNotifyThatMayHaveBeenLostWithItsEdge() {
        alice.subscribe(dialog("dave", "", "two"), 1, 600, 71, WordsPackage.TEXT);
        alice.edges.remove("two");

        alice.kit.runCommand(new EdgeLost("two"));

        assertThat(alice.expectNotifies().lines().get(0).cseq()).isEqualTo(2);
    }

    @Test
    void tellsTheOldEdgeAlsoWhenADialogEndsByAnother() {
        String tag = alice.subscribed("bob");

        alice.subscribe(dialog("bob", tag, "two"), 2, 0, 51, WordsPackage.TEXT);

        assertThat(alice.edge().expectMessageClass(EdgeCommand.Forget.class).localTag())
                .isEqualTo(tag);
    }

    @Test
    void toleratesAsManyTimeoutsAsConfigured() {
        var patient = new PresentityFixture(system, 2);
        String tag = patient.subscribed("bob");

        patient.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 408, -1));
        assertThat(patient.expectNotifies().lines().get(0).cseq()).isEqualTo(2);

        patient.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 2, 408, -1));
        assertThat(patient.state().of(WordsPackage.NAME).subscriptions()).isEmpty();
    }

    @Test
    void refusesMoreSubscriptionsThanAllowed() {
        for (String watcher : new String[] {"a", "b", "c", "d"}) {
            alice.subscribed(watcher);
        }

        assertRejected(alice.subscribe("e", "", 1, 600), 403);
    }

    private static SubscribeReply.Accepted accepted(SubscribeReply reply) {
        assertThat(reply).isInstanceOf(SubscribeReply.Accepted.class);
        return (SubscribeReply.Accepted) reply;
    }

    private static void assertRejected(SubscribeReply reply, int code) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo(code));
    }
}
