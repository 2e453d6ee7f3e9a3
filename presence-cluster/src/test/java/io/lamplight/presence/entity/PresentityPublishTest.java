package io.lamplight.presence.entity;

import static io.lamplight.presence.entity.PresentityFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SendNotifies;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PresentityPublishTest extends PresentityTests {
    @Test
    void answersAnInitialPublicationWithATagAndTheGrantedTime() {
        assertThat(alice.publish("", "here", 600)).isInstanceOfSatisfying(PublishReply.Accepted.class, reply -> {
            assertThat(reply.expires()).isEqualTo(600);
            assertThat(reply.etag()).isNotEmpty();
        });
    }

    @Test
    void refusesAnInitialPublicationWithoutBodyWith400() {
        assertRejected(alice.publish("", null, 600), 400);
    }

    @Test
    void refusesAnUnknownTagWith412AndChangesNothing() {
        alice.published("", "here");
        PresentityState before = alice.state();

        assertRejected(alice.publish("other", "away", 600), 412);
        assertThat(alice.state()).isEqualTo(before);
    }

    @Test
    void givesANewTagOnRefreshAndForgetsTheOldOne() {
        String first = alice.published("", "here");
        String second = alice.published(first, null);

        assertThat(second).isNotEqualTo(first);
        assertRejected(alice.publish(first, null, 600), 412);
    }

    @Test
    void notifiesNobodyOfARefresh() {
        String etag = alice.published("", "here");
        alice.subscribed("bob");

        alice.published(etag, null);

        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void notifiesEachWatcherOnceOfAModification() {
        String etag = alice.published("", "here");
        alice.subscribed("bob");
        alice.subscribed("carol");

        alice.published(etag, "away");

        SendNotifies notifies = alice.expectNotifies();
        assertThat(text(notifies)).isEqualTo("away");
        assertThat(notifies.contents()).hasSize(1);
        assertThat(notifies.lines()).extracting(SendNotifies.Line::cseq).containsExactly(2L, 2L);
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void notifiesNobodyWhenTheDocumentStaysTheSame() {
        String etag = alice.published("", "here");
        alice.subscribed("bob");

        alice.published(etag, "here");

        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void letsExactlyOneOfTwoModificationsWithOneTagWin() {
        String etag = alice.published("", "here");

        PublishReply first = alice.publish(etag, "away", 600);
        PublishReply second = alice.publish(etag, "busy", 600);

        assertThat(first).isInstanceOf(PublishReply.Accepted.class);
        assertRejected(second, 412);
    }

    @Test
    void answersARetransmissionThatAnotherEdgeReceivedWithTheSameTag() {
        PublishReply first = alice.publish("", "here", 600, 77);
        PublishReply again = alice.publish("", "here", 600, 77);

        assertThat(again).isEqualTo(first);
        assertThat(alice.state().of(WordsPackage.NAME).publications()).hasSize(1);
    }

    @Test
    void answersARetransmittedModificationAlthoughItsTagIsGone() {
        String etag = alice.published("", "here");
        PublishReply first = alice.publish(etag, "away", 600, 78);

        assertThat(alice.publish(etag, "away", 600, 78)).isEqualTo(first);
    }

    @Test
    void tellsWatchersOnceOfARemoval() {
        String etag = alice.published("", "here");
        alice.published("", "there");
        alice.subscribed("bob");

        assertThat(alice.publish(etag, null, 0)).isInstanceOf(PublishReply.Accepted.class);

        assertThat(text(alice.expectNotifies())).isEqualTo("there -here");
        alice.edge().expectNoMessage(Duration.ofMillis(50));
        assertRejected(alice.publish(etag, null, 600), 412);
    }

    @Test
    void showsABodyThatComesWithTheRemovalOnceThenDropsIt() {
        String etag = alice.published("", "here");
        alice.subscribed("bob");

        alice.publish(etag, "bye", 0);

        SendNotifies last = alice.expectNotifies();
        assertThat(text(last)).isEqualTo("bye");
        SendNotifies left = alice.expectNotifies();
        assertThat(text(left)).isEmpty();
        assertThat(left.lines().get(0).cseq()).isEqualTo(last.lines().get(0).cseq() + 1);
        assertThat(alice.state().of(WordsPackage.NAME).publications()).isEmpty();
        alice.subscribe("carol", "", 1, 600);
        assertThat(alice.state().of(WordsPackage.NAME).subscriptions()).hasSize(2);
    }

    @Test
    void refusesABodyThatThePackageCannotReadWith400() {
        assertRejected(alice.publish("", "hey!", 600), 400);
    }

    @Test
    void keepsTheStateWhenAModificationCannotBeRead() {
        String etag = alice.published("", "here");

        assertRejected(alice.publish(etag, "hey!", 600), 400);
        assertThat(alice.publish(etag, null, 600)).isInstanceOf(PublishReply.Accepted.class);
    }

    @Test
    void endsAPublicationWhenItsTimeIsOver() {
        alice.publish("", "here", 60);
        alice.subscribed("bob");

        alice.clock.advance(Duration.ofSeconds(60));
        alice.kit.runCommand(Presentity.Due.INSTANCE);

        assertThat(text(alice.expectNotifies())).isEqualTo(" -here");
        assertThat(alice.state().of(WordsPackage.NAME).publications()).isEmpty();
    }

    @Test
    void armsItsOwnTimerForTheNextExpiry() {
        alice.publish("", "here", 1);
        alice.subscribed("bob");
        alice.clock.advance(Duration.ofSeconds(1));

        // The timer runs on real time, the decision on the injected clock.
        assertThat(text(alice.edge().expectMessageClass(SendNotifies.class, Duration.ofSeconds(10))))
                .isEqualTo(" -here");
    }

    @Test
    void reportsAnEndOnceAndNoLongerInTheNextDocument() {
        String etag = alice.published("", "here");
        alice.subscribed("bob");
        alice.publish(etag, null, 0);
        assertThat(text(alice.expectNotifies())).isEqualTo(" -here");

        alice.published("", "there");

        assertThat(text(alice.expectNotifies())).isEqualTo("there");
    }

    @Test
    void remembersAMarkAcrossARestartForAsLongAsItHidesSomething() {
        String etag = alice.published("", "here");
        alice.subscribed("bob");
        alice.publish(etag, null, 0);
        alice.expectNotifies();
        alice.kit.restart();

        String late = alice.published("", "here");
        alice.edge().expectNoMessage(Duration.ofMillis(50));

        alice.clock.advance(Duration.ofSeconds(33));
        alice.published("", "later");
        assertThat(text(alice.expectNotifies())).isEqualTo("later");

        alice.published(late, "there");
        assertThat(text(alice.expectNotifies())).isEqualTo("later there");
        alice.published("", "here");
        assertThat(text(alice.expectNotifies())).isEqualTo("here later there");
    }

    @Test
    void doesNothingForARequestThatItsEdgeHasGivenUp() {
        String etag = alice.published("", "here");
        PresentityState before = alice.state();
        long past = alice.clock.millis() - 1;

        var asker = system.<PublishReply>createTestProbe();

        alice.kit.runCommand(new PresentityCommand.Publish(
                        WordsPackage.NAME, etag, WordsPackage.TEXT, Bytes.utf8("away"), 600, 90, asker.getRef())
                .answeredBy(past));

        asker.expectNoMessage(Duration.ofMillis(50));
        assertThat(alice.state()).isEqualTo(before);
    }

    @Test
    void refusesMorePublicationsThanAllowed() {
        alice.published("", "a");
        alice.published("", "b");
        alice.published("", "c");

        assertRejected(alice.publish("", "d", 600), 403);
    }

    @Test
    void leavesMemoryWhenNothingIsLeft() {
        String etag = alice.published("", "here");
        alice.shard.expectNoMessage(Duration.ofMillis(20));

        alice.publish(etag, null, 0);

        alice.shard.receiveMessage();
    }

    @Test
    void countsWhatIsLive() {
        String etag = alice.published("", "here");
        alice.subscribed("bob");
        assertThat(alice.meters.get("lamplight.publications").gauge().value()).isEqualTo(1);
        assertThat(alice.meters.get("lamplight.subscriptions").gauge().value()).isEqualTo(1);

        alice.kit.restart();
        alice.publish(etag, null, 0);

        assertThat(alice.meters.get("lamplight.publications").gauge().value()).isZero();
        assertThat(alice.meters.get("lamplight.subscriptions").gauge().value()).isEqualTo(1);
    }

    private static void assertRejected(PublishReply reply, int code) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo(code));
    }
}
