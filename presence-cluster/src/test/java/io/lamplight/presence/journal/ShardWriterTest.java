package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShardWriterTest {
    private static final UUID WRITER = new UUID(0, 1);
    private static final JournalSettings SETTINGS =
            JournalSettings.from(ConfigFactory.parseString("""
                    lamplight.journal {
                      max-batch-bytes = 4 KiB
                      max-batch-writes = 4
                      max-waiting-bytes = 16 KiB
                      retry { min = 50ms, max = 150ms }
                    }""").withFallback(ConfigFactory.load()));

    private final FakeCassandra cassandra = new FakeCassandra(SETTINGS);
    private final ShardWriter writer = new ShardWriter(cassandra, "presentity", 3);
    private final List<String> told = new ArrayList<>();

    @Test
    void sendsAWriteAtOnceAndAcknowledgesItWithTheAnswer() {
        write("alice");
        assertThat(cassandra.last().entities()).containsExactly("alice");
        assertThat(told).isEmpty();
        answer();
        assertThat(told).containsExactly("alice written");
    }

    @Test
    void gathersWhatComesWhileAWriteIsUnderWay() {
        write("alice");
        write("bob");
        write("carol");
        assertThat(cassandra.sent).hasSize(1);
        answer();
        assertThat(cassandra.sent).hasSize(2);
        assertThat(cassandra.last().entities()).containsExactly("bob", "carol");
    }

    @Test
    void boundsABatchInNumber() {
        write("first");
        for (int i = 0; i < 6; i++) {
            write("entity" + i);
        }
        answer();
        assertThat(cassandra.last().entities()).hasSize(4);
        answer();
        assertThat(cassandra.last().entities()).containsExactly("entity4", "entity5");
    }

    @Test
    void boundsABatchInBytes() {
        write("first");
        write("a", 2000);
        write("b", 2000);
        write("c", 2000);
        answer();
        assertThat(cassandra.last().entities()).containsExactly("a");
    }

    @Test
    void sendsAWriteThatIsLargerThanABatchAlone() {
        write("first");
        write("large", 9000);
        write("small");
        answer();
        assertThat(cassandra.last().entities()).containsExactly("large");
        answer();
        assertThat(told).containsExactly("first written", "large written");
    }

    @Test
    void sendsAWriteOfUnknownOutcomeAgainAsItWas() {
        write("alice");
        FakeCassandra.Sent first = cassandra.last();
        cassandra.now = FakeCassandra.NOW.plusSeconds(60);
        fail(new DriverTimeoutException("no answer"));
        assertThat(told).isEmpty();
        cassandra.again();
        assertThat(cassandra.last()).isNotSameAs(first);
        assertThat(cassandra.last().writes()).isEqualTo(first.writes());
        assertThat(cassandra.last().micros()).isEqualTo(first.micros());
        answer();
        assertThat(told).containsExactly("alice written");
    }

    @Test
    void neverGivesUpAndPausesLongerUpToALimit() {
        write("alice");
        for (int i = 0; i < 5; i++) {
            fail(new ClosedConnectionException("cut"));
            cassandra.again();
        }
        assertThat(cassandra.pauses)
                .containsExactly(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(150),
                        Duration.ofMillis(150),
                        Duration.ofMillis(150));
        assertThat(told).isEmpty();
        assertThat(cassandra.stalls).hasSize(5);
        assertThat(cassandra.moves).isZero();
        answer();
        assertThat(cassandra.moves).isOne();
    }

    @Test
    void letsNothingOvertakeAWriteOfUnknownOutcome() {
        write("alice");
        fail(new DriverTimeoutException("no answer"));
        write("bob");
        assertThat(cassandra.sent).hasSize(1);
        cassandra.again();
        assertThat(cassandra.last().entities()).containsExactly("alice");
        answer();
        assertThat(cassandra.last().entities()).containsExactly("bob");
    }

    @Test
    void tellsOfARefusalAndGoesOn() {
        write("alice");
        write("bob");
        fail(new InvalidQueryException(null, "too large"));
        answer();
        assertThat(told).containsExactly("alice refused: too large", "bob written");
    }

    @Test
    void failsOnlyTheBadWriteOfARefusedBatch() {
        write("first");
        write("alice");
        write("bad");
        write("carol");
        answer();
        write("dave");
        fail(new InvalidQueryException(null, "too large"));
        assertThat(cassandra.last().entities()).containsExactly("alice");
        answer();
        assertThat(cassandra.last().entities()).containsExactly("bad");
        fail(new InvalidQueryException(null, "too large"));
        answer();
        assertThat(cassandra.last().entities()).containsExactly("dave");
        answer();
        assertThat(told)
                .containsExactly(
                        "first written", "alice written", "bad refused: too large", "carol written", "dave written");
    }

    @Test
    void failsOnlyTheWriteThatCannotBeSentAtAll() {
        cassandra.bindable = write -> !write.entity.equals("bad");
        write("first");
        write("alice");
        write("bad");
        write("carol");
        answer();
        answer();
        answer();
        assertThat(told)
                .containsExactly("first written", "alice written", "bad refused: cannot send bad", "carol written");
    }

    @Test
    void keepsAWriteOfTheRefusedBatchWhoseOwnOutcomeIsUnknown() {
        write("first");
        write("alice");
        write("bad");
        answer();
        fail(new InvalidQueryException(null, "too large"));
        fail(new DriverTimeoutException("no answer"));
        assertThat(told).containsExactly("first written");
        cassandra.again();
        answer();
        fail(new InvalidQueryException(null, "too large"));
        assertThat(told).containsExactly("first written", "alice written", "bad refused: too large");
    }

    @Test
    void failsWritesAtOnceWhenTooMuchWaits() {
        write("alice");
        write("a", 8000);
        write("b", 8000);
        assertThat(told).containsExactly("b refused: more than 16384 bytes wait for Cassandra");
        answer();
        answer();
        write("b", 8000);
        answer();
        assertThat(told).contains("alice written", "a written", "b written");
        assertThat(cassandra.waitingBytes).isZero();
    }

    @Test
    void givesLaterWritesLaterTimestampsThoughTheClockStands() {
        for (int i = 0; i < 3; i++) {
            write("alice");
            answer();
        }
        assertThat(cassandra.sent.stream().map(FakeCassandra.Sent::micros))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void isLaterThanWhatWasReadThoughAnotherClockWasAhead() {
        long ahead = FakeCassandra.NOW.plusSeconds(5).toEpochMilli();
        writer.saw(ahead, ahead * 1000 + 123);
        write("alice");
        assertThat(cassandra.last().micros()).isGreaterThan(ahead * 1000 + 123);
    }

    @Test
    void putsWhatFollowsADeletionOfItsEntityIntoALaterBatch() {
        write("first");
        writer.deleteSnapshots("alice", 0, 5, waiting("deletion"));
        write("bob");
        writer.snapshot("alice", 5, 0, payload(10), 1, waiting("snapshot"));
        answer();
        assertThat(cassandra.last().entities()).containsExactly("alice", "bob");
        long before = cassandra.last().micros();
        answer();
        assertThat(cassandra.last().entities()).containsExactly("alice");
        assertThat(cassandra.last().micros()).isGreaterThan(before);
    }

    @Test
    void refusesASnapshotFromBeforeAnEventThatLeftNothing() {
        writer.events("alice", WRITER, List.of(event(7, 10)), "empty", true, waiting("empty"));
        answer();
        writer.snapshot("alice", 6, 0, payload(10), 1, waiting("late"));
        writer.snapshot("alice", 7, 0, payload(10), 1, waiting("right"));
        answer();
        assertThat(told).hasSize(3).contains("empty written", "right written");
        assertThat(told.get(1)).startsWith("late refused: alice: the snapshot at 6 came after");
    }

    @Test
    void knowsAnEntityWhoseWriteIsNotYetInCassandraWhenTheShardIsRead() {
        write("under way");
        write("waiting");
        var known = new KnownEntities();
        writer.startKnowing(known);
        write("new");
        known.complete();
        assertThat(List.of("under way", "waiting", "new")).allMatch(writer::mayExist);
        assertThat(writer.mayExist("unknown")).isFalse();
    }

    @Test
    void deniesNothingAfterTheOneWhoKnewHasGone() {
        var known = new KnownEntities();
        writer.startKnowing(known);
        known.complete();
        assertThat(writer.mayExist("alice")).isFalse();
        writer.forgetKnown(new KnownEntities());
        assertThat(writer.mayExist("alice")).isFalse();
        writer.forgetKnown(known);
        assertThat(writer.mayExist("alice")).isTrue();
    }

    /** Any mixture of answers, lost answers and refusals. */
    @Test
    void settlesEachWriteOnceAndInTheOrderOfItsEntity() {
        var random = new Random(5);
        Map<String, Integer> next = new HashMap<>();
        Map<String, List<Integer>> settled = new HashMap<>();
        int submitted = 0;
        while (submitted < 3000
                || !cassandra.postponed.isEmpty()
                || !cassandra.last().answer().isDone()) {
            int dice = random.nextInt(10);
            if (dice < 5 && submitted < 3000) {
                submitted++;
                String entity = "entity" + random.nextInt(7);
                int number = next.merge(entity, 1, Integer::sum);
                Runnable done = () ->
                        settled.computeIfAbsent(entity, e -> new ArrayList<>()).add(number);
                if (cassandra.waitingBytes > 10_000) {
                    next.merge(entity, -1, Integer::sum);
                } else {
                    writer.events(
                            entity, WRITER, List.of(event(number, 10)), "", false, Told.of(done, why -> done.run()));
                }
            } else if (!cassandra.postponed.isEmpty()) {
                cassandra.again();
            } else if (!cassandra.sent.isEmpty() && !cassandra.last().answer().isDone()) {
                if (dice < 7) {
                    answer();
                } else if (dice == 7) {
                    fail(new DriverTimeoutException("no answer"));
                } else {
                    fail(new InvalidQueryException(null, "no"));
                }
            }
        }
        assertThat(cassandra.waitingBytes).isZero();
        assertThat(settled).hasSize(7);
        settled.forEach((entity, numbers) ->
                assertThat(numbers).hasSize(next.get(entity)).isSorted().doesNotHaveDuplicates());
    }

    private void write(String entity) {
        write(entity, 10);
    }

    private void write(String entity, int bytes) {
        writer.events(entity, WRITER, List.of(event(1, bytes)), "", false, waiting(entity));
    }

    private static Write.StoredEvent event(long seq, int bytes) {
        return new Write.StoredEvent(seq, payload(bytes), "");
    }

    private static Payload payload(int bytes) {
        return new Payload(1, "", ByteBuffer.allocate(bytes));
    }

    private Write.Waiting waiting(String name) {
        return Told.of(() -> told.add(name + " written"), why -> told.add(name + " refused: " + why.getMessage()));
    }

    private void answer() {
        cassandra.last().answer().complete(null);
    }

    private void fail(Throwable why) {
        cassandra.last().answer().completeExceptionally(why);
    }
}
