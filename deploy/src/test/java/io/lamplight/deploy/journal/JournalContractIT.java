package io.lamplight.deploy.journal;

import static io.lamplight.deploy.journal.JournalSystem.PATIENCE;
import static io.lamplight.deploy.journal.JournalSystem.atomic;
import static io.lamplight.deploy.journal.JournalSystem.event;
import static io.lamplight.deploy.journal.JournalSystem.expectWritten;
import static io.lamplight.deploy.journal.JournalSystem.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.deploy.support.CassandraExtension;
import io.lamplight.deploy.support.TestCassandra;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.NonPersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Pekko asks of any journal, as its TCK's JournalSpec does, and what ours adds. */
@ExtendWith(CassandraExtension.class)
class JournalContractIT {
    private static final UUID WRITER = UUID.randomUUID();
    private static final int MORE_THAN_A_PAGE = 300;

    private static JournalSystem journal;

    private final String id = newId();

    @BeforeAll
    static void start(TestCassandra cassandra) {
        journal = JournalSystem.start(cassandra.address());
    }

    @AfterAll
    static void stop() {
        journal.close();
    }

    @Test
    void replaysAllEventsInOrder() {
        journal.write(id, WRITER, 1, "a-1", "a-2", "a-3", "a-4", "a-5");
        JournalSystem.Replay replay = journal.replay(id);
        assertThat(replay.payloads()).containsExactly("a-1", "a-2", "a-3", "a-4", "a-5");
        assertThat(replay.seqs()).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(replay.highest()).isEqualTo(5);
        assertThat(replay.events()).allSatisfy(event -> {
            assertThat(event.persistenceId()).isEqualTo(id);
            assertThat(event.writerUuid()).isEqualTo(WRITER.toString());
        });
    }

    @Test
    void replaysRangesOfSequenceNumbers() {
        journal.write(id, WRITER, 1, "a", "b", "c", "d", "e");
        assertThat(journal.replay(id, 3, Long.MAX_VALUE, Long.MAX_VALUE).seqs()).containsExactly(3L, 4L, 5L);
        assertThat(journal.replay(id, 1, 3, Long.MAX_VALUE).seqs()).containsExactly(1L, 2L, 3L);
        assertThat(journal.replay(id, 1, Long.MAX_VALUE, 3).seqs()).containsExactly(1L, 2L, 3L);
        assertThat(journal.replay(id, 2, 4, Long.MAX_VALUE).seqs()).containsExactly(2L, 3L, 4L);
        assertThat(journal.replay(id, 2, 5, 2).seqs()).containsExactly(2L, 3L);
        assertThat(journal.replay(id, 2, 2, Long.MAX_VALUE).seqs()).containsExactly(2L);
    }

    @Test
    void replaysNothingWhereARangeHoldsNothing() {
        journal.write(id, WRITER, 1, "a", "b", "c");
        assertThat(journal.replay(id, 1, Long.MAX_VALUE, 0).events()).isEmpty();
        assertThat(journal.replay(id, 1, 0, Long.MAX_VALUE).events()).isEmpty();
        assertThat(journal.replay(id, 5, 7, Long.MAX_VALUE).events()).isEmpty();
        assertThat(journal.replay(id, 3, 2, Long.MAX_VALUE).events()).isEmpty();
        assertThat(journal.replay(id, 5, 7, Long.MAX_VALUE).highest()).isEqualTo(3);
    }

    @Test
    void knowsNothingOfAnEntityThatNeverWrote() {
        assertThat(journal.replay(id).events()).isEmpty();
        assertThat(journal.replay(id).highest()).isZero();
    }

    @Test
    void doesNotMixEntities() {
        String other = newId();
        journal.write(id, WRITER, 1, "mine");
        journal.write(other, WRITER, 1, "theirs", "too");
        assertThat(journal.replay(id).payloads()).containsExactly("mine");
        assertThat(journal.replay(other).payloads()).containsExactly("theirs", "too");
    }

    @Test
    void deletesEventsUpToASequenceNumber() {
        journal.write(id, WRITER, 1, "a", "b", "c", "d", "e");
        journal.delete(id, 3);
        assertThat(journal.replay(id).seqs()).containsExactly(4L, 5L);
        assertThat(journal.replay(id).highest()).isEqualTo(5);
    }

    @Test
    void keepsTheHighestSequenceNumberWhenAllEventsAreDeleted() {
        journal.write(id, WRITER, 1, "a", "b", "c");
        journal.delete(id, 3);
        assertThat(journal.replay(id).events()).isEmpty();
        assertThat(journal.replay(id).highest()).isEqualTo(3);
    }

    @Test
    void keepsTheHighestSequenceNumberWhenAllThereMayEverBeIsDeleted() {
        journal.write(id, WRITER, 1, "a", "b", "c");
        journal.delete(id, Long.MAX_VALUE);
        assertThat(journal.replay(id).highest()).isEqualTo(3);
        journal.write(id, WRITER, 4, "d");
        assertThat(journal.replay(id).payloads()).containsExactly("d");
    }

    @Test
    void takesADeletionThatWasOvertakenByALargerOne() {
        journal.write(id, WRITER, 1, "a", "b", "c");
        journal.delete(id, 3);
        journal.delete(id, 2);
        assertThat(journal.replay(id).highest()).isEqualTo(3);
    }

    @Test
    void deletesNothingOfAnEntityThatNeverWrote() {
        journal.delete(id, 3);
        assertThat(journal.replay(id).highest()).isZero();
    }

    @Test
    void writesEventsTogetherThatWerePersistedTogether() {
        TestKit probe = journal.probe();
        journal.send(
                probe.getRef(),
                atomic(event(id, 1, "a", WRITER), event(id, 2, "b", WRITER), event(id, 3, "c", WRITER)));
        expectWritten(probe, 1, 2, 3);
        assertThat(journal.replay(id).payloads()).containsExactly("a", "b", "c");
    }

    @Test
    void rejectsWhatCannotBeSerializedAndGoesOn() {
        TestKit probe = journal.probe();
        journal.send(probe.getRef(), atomic(event(id, 1, new Object(), WRITER)));
        probe.expectMsg(PATIENCE, JournalProtocol.WriteMessagesSuccessful$.MODULE$);
        var rejected = probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageRejected.class);
        assertThat(rejected.message().sequenceNr()).isEqualTo(1);
        journal.write(id, WRITER, 1, "a");
        assertThat(journal.replay(id).payloads()).containsExactly("a");
    }

    @Test
    void writesNothingOfEventsOfWhichOneCannotBeSerialized() {
        TestKit probe = journal.probe();
        journal.send(probe.getRef(), atomic(event(id, 1, "a", WRITER), event(id, 2, new Object(), WRITER)));
        probe.expectMsg(PATIENCE, JournalProtocol.WriteMessagesSuccessful$.MODULE$);
        probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageRejected.class);
        probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageRejected.class);
        assertThat(journal.replay(id).highest()).isZero();
    }

    @Test
    void answersARequestInItsOrderWithWhatIsNotPersistedInItsPlace() {
        TestKit probe = journal.probe();
        journal.send(
                probe.getRef(),
                atomic(event(id, 1, "a", WRITER)),
                new NonPersistentRepr("between", ActorRef.noSender()),
                atomic(event(id, 2, new Object(), WRITER)),
                atomic(event(id, 2, "b", WRITER)));
        probe.expectMsg(PATIENCE, JournalProtocol.WriteMessagesSuccessful$.MODULE$);
        probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageSuccess.class);
        probe.expectMsgClass(PATIENCE, JournalProtocol.LoopMessageSuccess.class);
        probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageRejected.class);
        probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageSuccess.class);
    }

    @Test
    void answersInOrderWhatAnEntitySendsWithoutWaiting() {
        TestKit probe = journal.probe();
        for (long seq = 1; seq <= MORE_THAN_A_PAGE; seq++) {
            journal.send(probe.getRef(), atomic(event(id, seq, "event-" + seq, WRITER)));
        }
        for (long seq = 1; seq <= MORE_THAN_A_PAGE; seq++) {
            expectWritten(probe, seq);
        }
        assertThat(journal.replay(id).seqs())
                .isEqualTo(LongStream.rangeClosed(1, MORE_THAN_A_PAGE).boxed().toList());
    }

    @Test
    void replaysATaggedEventAsTheEventAlone() {
        journal.write(
                id,
                WRITER,
                1,
                new Tagged(
                        "a",
                        scala.collection.immutable.Set$.MODULE$.<String>empty().$plus("due")));
        assertThat(journal.replay(id).payloads()).containsExactly("a");
    }

    @Test
    void keepsEventsOfAnySizeApartThatAreGatheredTogether() {
        TestKit probe = journal.probe();
        List<Integer> sizes = List.of(10, 100_000, 1, 45_000, 30_000, 2_000_000, 5);
        AtomicWrite[] writes = new AtomicWrite[sizes.size()];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = atomic(event(id, i + 1, "x".repeat(sizes.get(i)), WRITER));
        }
        journal.send(probe.getRef(), writes);
        expectWritten(probe, LongStream.rangeClosed(1, writes.length).toArray());
        assertThat(journal.replay(id).payloads())
                .extracting(text -> ((String) text).length())
                .isEqualTo(sizes);
    }

    @Test
    void failsOnlyTheWriteThatCassandraRefuses() {
        String huge = newId();
        TestKit good = journal.probe();
        TestKit bad = journal.probe();
        journal.send(good.getRef(), atomic(event(id, 1, "a", WRITER)));
        journal.send(bad.getRef(), atomic(event(huge, 1, "x".repeat(20_000_000), WRITER)));
        journal.send(good.getRef(), atomic(event(id, 2, "b", WRITER)));
        expectWritten(good, 1);
        bad.expectMsgClass(PATIENCE, JournalProtocol.WriteMessagesFailed.class);
        bad.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageFailure.class);
        expectWritten(good, 2);
        assertThat(journal.replay(huge).highest()).isZero();
    }

    @Test
    void deletesWhatLayBeforeAnEventThatLeavesNothing() {
        var tags = scala.collection.immutable.Set$.MODULE$.<String>empty().$plus("empty");
        journal.write(id, WRITER, 1, "a", "b", new Tagged("c", tags));
        assertThat(journal.replay(id).payloads()).containsExactly("c");
        assertThat(journal.replay(id).highest()).isEqualTo(3);
        journal.write(id, WRITER, 4, "d");
        assertThat(journal.replay(id).payloads()).containsExactly("c", "d");
    }
}
