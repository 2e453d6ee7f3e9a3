package io.lamplight.presence.entity;

import static io.lamplight.presence.entity.PresentityFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PresentityCommand.EdgeLost;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Watchers that each asked for a view of their own (DLG-01, DLG-02), whatever the package makes of it. */
class PresentityLensTest extends PresentityTests {
    @Test
    void firstNotifyShowsOnlyWhatWasAskedFor() {
        alice.published("", "abc");
        alice.published("", "xyz");

        assertThat(text(alice.subscribe("bob", "", 1, 600, "a").firstNotify())).isEqualTo("abc");
        assertThat(text(alice.subscribe("carol", "", 1, 0, "x").firstNotify()))
                .as("a fetch")
                .isEqualTo("xyz");
        assertThat(text(((SubscribeReply.Accepted) alice.subscribe("dave", "", 1, 600)).firstNotify()))
                .isEqualTo("abc xyz");
    }

    @Test
    void laterNotifiesShowOnlyWhatWasAskedForAlsoAfterARestart() {
        alice.subscribe("bob", "", 1, 600, "a");
        alice.published("", "abc");
        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("bob", "2 abc"));

        alice.kit.restart();
        alice.published("", "ace");

        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("bob", "3 abc ace"));
    }

    @Test
    void refreshReplacesWhatWasAskedForAndMayAskForAllAgain() {
        alice.published("", "abc");
        alice.published("", "xyz");
        String tag = alice.subscribe("bob", "", 1, 600, "a").localTag();

        assertThat(text(alice.subscribe("bob", tag, 2, 600, "x").firstNotify())).isEqualTo("xyz");
        alice.published("", "xy");
        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("bob", "3 xy xyz"));
        assertThat(text(((SubscribeReply.Accepted) alice.subscribe("bob", tag, 3, 600)).firstNotify()))
                .isEqualTo("abc xy xyz");
    }

    @Test
    void watchersWithEqualViewsShareOneBodyInOneMessage() {
        alice.subscribed("bob");
        alice.subscribe("carol", "", 1, 600, "a");
        alice.subscribed("dave");
        alice.subscribe("erin", "", 1, 600, "a");

        alice.published("", "abc");

        SendNotifies notifies = alice.expectNotifies();
        assertThat(notifies.contents()).hasSize(2);
        assertThat(notifies.lines()).extracting(SendNotifies.Line::content).containsExactly(0, 1, 0, 1);
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void changeThatShowsToSomeIsSentToThoseAloneAndNumbersHaveNoGap() {
        alice.subscribed("bob");
        alice.subscribe("carol", "", 1, 600, "x");

        alice.published("", "abc");
        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("bob", "2 abc"));

        alice.kit.restart();
        String etag = alice.published("", "xyz");
        assertThat(shown(alice.expectNotifies()))
                .containsExactly(Map.entry("bob", "3 abc xyz"), Map.entry("carol", "2 xyz"));

        alice.publish(etag, null, 0);
        assertThat(shown(alice.expectNotifies()))
                .containsExactly(Map.entry("bob", "4 abc -xyz"), Map.entry("carol", "3  -xyz"));
    }

    @Test
    void changeThatTheCommonViewDoesNotShowMovesNoOtherNumber() {
        String etag = alice.published("", "abc");
        alice.subscribe("bob", "", 1, 600, "x");
        alice.subscribe("carol", "", 1, 600, "a");

        alice.publish(etag, null, 0);
        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("carol", "2  -abc"));

        alice.published("", "xyz");
        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("bob", "2 xyz"));
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void endOfTimeShowsToThoseThatSawThePublication() {
        alice.publish("", "abc", 60);
        alice.subscribed("bob");
        alice.subscribe("carol", "", 1, 600, "x");
        alice.clock.advance(Duration.ofSeconds(60));

        alice.kit.runCommand(Presentity.Due.INSTANCE);

        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("bob", "2  -abc"));
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void retriesANotifyAlsoWhenAChangeOfThatMomentGoesToOthers() {
        alice.published("", "xyz");
        alice.publish("", "abc", 60);
        String tag = alice.subscribe("carol", "", 1, 600, "x").localTag();
        alice.subscribed("bob");
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 503, 60));
        alice.clock.advance(Duration.ofSeconds(60));

        alice.kit.runCommand(Presentity.Due.INSTANCE);

        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("bob", "2 xyz -abc"));
        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("carol", "2 xyz"));
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void changeOfTheSameMomentTakesThePlaceOfANotifyThatWaited() {
        alice.publish("", "abc", 60);
        String tag = alice.subscribe("carol", "", 1, 600, "a").localTag();
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 1, 503, 60));
        alice.clock.advance(Duration.ofSeconds(60));

        alice.kit.runCommand(Presentity.Due.INSTANCE);

        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("carol", "3  -abc"));
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void sendsAgainWhatEachAskedForWhenAnEdgeIsLost() {
        alice.published("", "abc");
        alice.published("", "xyz");
        alice.subscribed("bob");
        alice.subscribe("carol", "", 1, 600, "x");

        alice.kit.runCommand(new EdgeLost("one"));

        assertThat(shown(alice.expectNotifies()))
                .containsExactly(Map.entry("bob", "2 abc xyz"), Map.entry("carol", "2 xyz"));
    }

    @Test
    void lastNotifyShowsWhatWasAskedForToo() {
        alice.published("", "abc");
        alice.published("", "xyz");
        String tag = alice.subscribe("bob", "", 1, 600, "x").localTag();
        alice.subscribe("carol", "", 1, 60, "a");

        assertThat(text(alice.subscribe("bob", tag, 2, 0, "x").firstNotify())).isEqualTo("xyz");
        alice.clock.advance(Duration.ofSeconds(60));
        alice.kit.runCommand(Presentity.Due.INSTANCE);
        assertThat(shown(alice.expectNotifies())).containsExactly(Map.entry("carol", "2 abc"));
    }

    @Test
    void describesWhatEachAskedFor() {
        alice.subscribe("bob", "", 1, 600, "a");

        PresentityCommand.Description description = alice.kit
                .<PresentityCommand.Description>runCommand(PresentityCommand.Describe::new)
                .reply();

        assertThat(description.packages().get(0).subscriptions())
                .singleElement()
                .satisfies(one -> assertThat(one.lens().settings()).isEqualTo(Map.of("start", "a")));
    }

    /** CSeq and body of each watcher, by its Call-ID. */
    private static Map<String, String> shown(SendNotifies notifies) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (SendNotifies.Line line : notifies.lines()) {
            assertThat(line.version()).isEqualTo(line.cseq() - 1);
            shown.put(
                    line.dialog().callId(),
                    line.cseq() + " "
                            + notifies.contents().get(line.content()).body().utf8());
        }
        return shown;
    }
}
