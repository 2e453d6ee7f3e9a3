package io.lamplight.presence.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal notes with each event is what the state says after it. */
class NoteTest extends PresentityTests {
    @Test
    void saysWithEachEventWhenSomethingFallsDueAndHowMuchIsLive() {
        long begin = alice.clock.millis();

        String etag = alice.published("", "here");
        assertNoted(PresentityEvent.Published.class, "due " + (begin + 600_000) + " 1 0");

        alice.subscribe("bob", "", 1, 300);
        assertNoted(PresentityEvent.Subscribed.class, "due " + (begin + 300_000) + " 1 1");

        String tag = alice.state()
                .of(WordsPackage.NAME)
                .subscriptions()
                .keySet()
                .iterator()
                .next();
        alice.subscribe("bob", tag, 2, 400);
        assertNoted(PresentityEvent.Resubscribed.class, "due " + (begin + 400_000) + " 1 1");

        alice.clock.advance(Duration.ofSeconds(10));
        alice.publish(etag, null, 100);
        assertNoted(PresentityEvent.PublicationRefreshed.class, "due " + (begin + 110_000) + " 1 1");

        alice.kit.runCommand(new NotifyFailed(WordsPackage.NAME, tag, 2, 503, 30));
        assertNoted(PresentityEvent.NotifyDeferred.class, "due " + (begin + 40_000) + " 1 1");

        alice.clock.advance(Duration.ofSeconds(30));
        alice.kit.runCommand(Presentity.Due.INSTANCE);
        assertNoted(PresentityEvent.Renotified.class, "due " + (begin + 110_000) + " 1 1");

        alice.clock.advance(Duration.ofSeconds(70));
        alice.kit.runCommand(Presentity.Due.INSTANCE);
        assertNoted(PresentityEvent.PublicationEnded.class, "due " + (begin + 400_000) + " 0 1");

        alice.clock.advance(Duration.ofSeconds(100));
        alice.subscribe("bob", tag, 3, 0);
        assertNoted(PresentityEvent.SubscriptionEnded.class, "empty");
    }

    @Test
    void saysThatNothingIsLeft() {
        String etag = alice.published("", "here");

        alice.publish(etag, null, 0);

        assertNoted(PresentityEvent.PublicationEnded.class, "empty");
    }

    @Test
    void saysWithTheLastOfSeveralEventsWhatIsTrueAfterAll() {
        alice.publish("", "here", 60);
        alice.publish("", "there", 60);
        alice.subscribe("bob", "", 1, 60);
        alice.clock.advance(Duration.ofSeconds(60));

        alice.kit.runCommand(Presentity.Due.INSTANCE);

        assertNoted(PresentityEvent.MarksKept.class, "empty");
    }

    @Test
    void keepsTheMarksThatStillCountInTheLastEventOfAll() {
        String here = alice.published("", "here");
        String there = alice.published("", "there");
        alice.publish(here, null, 0);
        long first = alice.clock.millis();
        alice.clock.advance(Duration.ofSeconds(5));

        alice.publish(there, null, 0);

        assertNoted(PresentityEvent.MarksKept.class, "empty");
        var marks = Map.of("here", first + 32_000, "there", first + 37_000);
        assertThat(newest(Note.of(alice.state())))
                .isEqualTo(new PresentityEvent.MarksKept(Map.of(WordsPackage.NAME.value(), marks)));
    }

    @Test
    void needsNoMoreThanTheLastEventToRememberWhatIsOver() {
        alice.kit.initialize(new PresentityEvent.MarksKept(
                Map.of(WordsPackage.NAME.value(), Map.of("here", alice.clock.millis() + 32_000))));
        alice.subscribed("bob");

        alice.published("", "here");

        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    static Stream<PresentityEvent> eventsThatBringNothing() {
        return Samples.events().values().stream()
                .filter(event -> !(event instanceof PresentityEvent.Published)
                        && !(event instanceof PresentityEvent.Subscribed));
    }

    @ParameterizedTest
    @MethodSource("eventsThatBringNothing")
    void startsEmptyFromAnyEventThatMayBeTheOnlyOneLeft(PresentityEvent event) {
        PresentityState state = PresentityState.EMPTY.apply(event);

        assertThat(state.isEmpty()).isTrue();
        assertThat(Note.of(state)).isEqualTo("empty");
    }

    @Test
    void readsWhatItWrote() {
        assertThat(Note.parse(Note.of(Samples.state()))).contains(new Note(1_767_229_200_000L, 1, 1));
        assertThat(Note.parse(Note.of(PresentityState.EMPTY))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "due", "due soon 1 1", "due 99999999999999999999 1 1", "asleep 1 2 3"})
    void takesWhatItCannotReadForDueAtOnce(String text) {
        assertThat(Note.parse(text)).contains(new Note(Note.WHO_KNOWS, 0, 0));
    }

    private void assertNoted(Class<? extends PresentityEvent> event, String note) {
        assertThat(Note.of(alice.state())).isEqualTo(note);
        assertThat(newest(note)).isInstanceOf(event);
    }

    /** The newest event, if it carries the tag {@code note}. */
    private Object newest(String note) {
        long last = alice.kit
                .persistenceTestKit()
                .persistedInStorage(PresentityFixture.ID.id())
                .size();
        List<EventEnvelope> tagged = PersistenceQuery.get(system.system())
                .getReadJournalFor(PersistenceTestKitReadJournal.class, PersistenceTestKitReadJournal.Identifier())
                .currentEventsByTag(note, Offset.noOffset())
                .runWith(Sink.seq(), system.system())
                .toCompletableFuture()
                .join();
        assertThat(tagged).isNotEmpty();
        EventEnvelope envelope = tagged.get(tagged.size() - 1);
        assertThat(envelope.sequenceNr()).isEqualTo(last);
        return envelope.event();
    }
}
