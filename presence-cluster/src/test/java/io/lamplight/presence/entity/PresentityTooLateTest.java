package io.lamplight.presence.entity;

import static io.lamplight.presence.entity.PresentityFixture.dialog;
import static io.lamplight.presence.entity.PresentityFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import io.lamplight.presence.api.PresentityCommand.Publish;
import io.lamplight.presence.api.PresentityCommand.Subscribe;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SubscribeReply;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.Test;

/** The journal took a change, but the asker had given up by then and was told 503. */
class PresentityTooLateTest extends PresentityTests {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Test
    void leavesTheFormerTagGoodUntilTheNextAnswer() {
        String etag = alice.published("", "here");
        publishTooLate(etag, "away", 90);
        assertThat(words()).containsExactly("away");

        String next = alice.published(etag, "busy");

        assertThat(words()).containsExactly("busy");
        assertRejected(alice.publish(etag, "here", 600), 412);
        assertThat(alice.published(next, "here")).isNotEqualTo(next);
    }

    @Test
    void leavesTheFormerTagGoodAsOftenAsItHappens() {
        String etag = alice.published("", "here");
        publishTooLate(etag, "away", 90);
        publishTooLate(etag, null, 91);

        alice.published(etag, "busy");

        assertThat(words()).containsExactly("busy");
    }

    @Test
    void forgetsTheFormerTagWhenTheNewOneIsUsed() {
        String etag = alice.published("", "here");
        publishTooLate(etag, "away", 90);
        String unheard =
                alice.state().of(WordsPackage.NAME).publications().get(0).etag();

        alice.published(unheard, "busy");

        assertRejected(alice.publish(etag, "here", 600), 412);
    }

    @Test
    void withdrawsAPublicationWhosePublisherNeverHeardOfIt() {
        alice.subscribed("bob");

        publishTooLate("", "here", 90);

        assertThat(words()).isEmpty();
        assertThat(text(alice.expectNotifies())).isEqualTo("here");
        assertThat(text(alice.expectNotifies())).isEqualTo(" -here");
    }

    @Test
    void keepsAPublicationThatWasAskedForAgainInTime() {
        var composer = new Composer(PresentityFixture.ALICE, alice.environment.packages());
        var publishing = new PublishDecision(composer, alice.environment);
        var request = new Publish(
                WordsPackage.NAME,
                "",
                WordsPackage.TEXT,
                Bytes.utf8("here"),
                600,
                90,
                system.<PublishReply>createTestProbe().getRef());
        PublishDecision.Outcome first = publishing.decide(PresentityState.EMPTY, request, 0);
        PresentityState after = PresentityState.EMPTY.apply(first.event().orElseThrow());
        assertThat(publishing.wentUnanswered(request, first)).isTrue();
        assertThat(publishing.withdraw(after, WordsPackage.NAME, first.id(), 0)).isPresent();

        PublishDecision.Outcome again = publishing.decide(after, request, 0);

        assertThat(again.reply()).isEqualTo(first.reply());
        assertThat(publishing.withdraw(after, WordsPackage.NAME, first.id(), 0)).isEmpty();
    }

    @Test
    void sendsTheFirstNotifyWithoutTheAnswerSoThatAWatcherThatGaveUpCanRefuseIt() {
        alice.published("", "here");
        TestProbe<SubscribeReply> asker = system.createTestProbe();
        alice.nextChangeTakes = PATIENCE.plusMillis(1);

        alice.kit.runCommand(new Subscribe(
                        WordsPackage.NAME, "", dialog("bob", "", "one"), 1, 600, WordsPackage.TEXT, 90, asker.getRef())
                .answeredBy(alice.clock.millis() + PATIENCE.toMillis()));

        asker.expectNoMessage(SHORT);
        var line = alice.expectNotifies().lines().get(0);
        assertThat(line.cseq()).isEqualTo(1);
        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, line.dialog().localTag(), line.cseq(), 481, -1));
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).isEmpty();
    }

    private void publishTooLate(String ifMatch, String body, long transaction) {
        TestProbe<PublishReply> asker = system.createTestProbe();
        alice.nextChangeTakes = PATIENCE.plusMillis(1);
        alice.kit.runCommand(new Publish(
                        WordsPackage.NAME,
                        ifMatch,
                        body == null ? null : WordsPackage.TEXT,
                        body == null ? null : Bytes.utf8(body),
                        600,
                        transaction,
                        asker.getRef())
                .answeredBy(alice.clock.millis() + PATIENCE.toMillis()));
        asker.expectNoMessage(SHORT);
    }

    private List<String> words() {
        return alice.state().of(WordsPackage.NAME).publications().stream()
                .map(publication -> publication.body().utf8())
                .toList();
    }

    private static void assertRejected(PublishReply reply, int code) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo(code));
    }
}
