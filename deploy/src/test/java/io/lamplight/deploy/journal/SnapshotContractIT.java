package io.lamplight.deploy.journal;

import static io.lamplight.deploy.journal.JournalSystem.PATIENCE;
import static io.lamplight.deploy.journal.JournalSystem.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.CassandraExtension;
import io.lamplight.deploy.support.TestCassandra;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Pekko asks of any snapshot store, as its TCK's SnapshotStoreSpec does, and what ours adds. */
@ExtendWith(CassandraExtension.class)
class SnapshotContractIT {
    private static final UUID WRITER = UUID.randomUUID();
    private static final long ANY = Long.MAX_VALUE;
    private static final int PIECE = 1024;

    private static JournalSystem journal;

    private final String id = newId();
    private final List<SnapshotMetadata> saved = new ArrayList<>();
    private TestKit probe;

    @BeforeAll
    static void start(TestCassandra cassandra) {
        journal = JournalSystem.start(cassandra.address(), "lamplight.journal.snapshot-chunk-bytes = 1 KiB");
    }

    @AfterAll
    static void stop() {
        journal.close();
    }

    @BeforeEach
    void speak() {
        probe = journal.probe();
    }

    @Test
    void findsNoneOfAnEntityThatSavedNone() {
        assertThat(load(SnapshotSelectionCriteria.latest())).isNull();
        assertThat(load(criteria(ANY, 100, 0, 0))).isNull();
    }

    @Test
    void loadsTheNewest() {
        saveFive();
        assertThat(load(SnapshotSelectionCriteria.latest()).snapshot()).isEqualTo("s-5");
        assertThat(load(SnapshotSelectionCriteria.latest()).metadata()).isEqualTo(saved.get(4));
    }

    @Test
    void loadsTheNewestUpToASequenceNumber() {
        saveFive();
        assertThat(load(criteria(3, ANY, 0, 0)).snapshot()).isEqualTo("s-3");
        assertThat(load(criteria(13, ANY, 0, 0)).snapshot()).isEqualTo("s-5");
        assertThat(load(criteria(ANY, ANY, 6, 0))).isNull();
    }

    @Test
    void loadsTheNewestUpToATime() {
        saveFive();
        assertThat(load(criteria(ANY, time(3), 0, 0)).snapshot()).isEqualTo("s-3");
        assertThat(load(criteria(ANY, time(2), 0, time(2))).snapshot()).isEqualTo("s-2");
        assertThat(load(criteria(ANY, time(1) - 1, 0, 0))).isNull();
        assertThat(load(criteria(2, time(3), 0, 0)).snapshot()).isEqualTo("s-2");
    }

    @Test
    void deletesOne() {
        saveFive();
        SnapshotMetadata metadata = saved.get(2);
        journal.snapshots().tell(new SnapshotProtocol.DeleteSnapshot(metadata), probe.getRef());
        probe.expectMsg(PATIENCE, new DeleteSnapshotSuccess(metadata));
        assertThat(load(criteria(3, ANY, 0, 0)).snapshot()).isEqualTo("s-2");
        assertThat(load(SnapshotSelectionCriteria.latest()).snapshot()).isEqualTo("s-5");
    }

    @Test
    void deletesThoseThatCriteriaName() {
        saveFive();
        delete(criteria(2, ANY, 0, 0));
        assertThat(load(criteria(2, ANY, 0, 0))).isNull();
        delete(criteria(ANY, time(4), 0, time(4)));
        assertThat(load(criteria(4, ANY, 0, 0)).snapshot()).isEqualTo("s-3");
        delete(SnapshotSelectionCriteria.latest());
        assertThat(load(SnapshotSelectionCriteria.latest())).isNull();
    }

    @Test
    void doesNotMixEntities() {
        saveFive();
        String other = newId();
        journal.snapshots().tell(new SnapshotProtocol.LoadSnapshot(other, criteria(7, ANY, 0, 0), ANY), probe.getRef());
        assertThat(probe.expectMsgClass(PATIENCE, SnapshotProtocol.LoadSnapshotResult.class)
                        .snapshot()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void failsToSaveWhatCannotBeSerialized() {
        journal.snapshots()
                .tell(new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(id, 1, 0), new Object()), probe.getRef());
        probe.expectMsgClass(PATIENCE, SaveSnapshotFailure.class);
        assertThat(load(SnapshotSelectionCriteria.latest())).isNull();
    }

    @Test
    void keepsSnapshotsOfAnySize() {
        long seq = 0;
        for (int size : new int[] {0, 1, PIECE - 1, PIECE, PIECE + 1, 10 * PIECE, 300 * PIECE + 7}) {
            String text = pattern(size);
            save(++seq, text);
            assertThat(load(SnapshotSelectionCriteria.latest()).snapshot()).isEqualTo(text);
            assertThat(load(criteria(seq, ANY, 0, 0)).snapshot()).isEqualTo(text);
        }
    }

    @Test
    void replacesASnapshotOfTheSameSequenceNumberWhateverItsSize() {
        for (int size : new int[] {5 * PIECE, 2 * PIECE, 10, 3 * PIECE}) {
            String text = pattern(size);
            journal.snapshots()
                    .tell(new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(id, 7, 0), text), probe.getRef());
            probe.expectMsgClass(PATIENCE, SaveSnapshotSuccess.class);
            assertThat(load(SnapshotSelectionCriteria.latest()).snapshot()).isEqualTo(text);
        }
    }

    @Test
    void deletesThePiecesWithTheSnapshot() {
        save(1, pattern(5 * PIECE));
        delete(SnapshotSelectionCriteria.latest());
        save(1, pattern(3 * PIECE));
        assertThat(load(SnapshotSelectionCriteria.latest()).snapshot()).isEqualTo(pattern(3 * PIECE));
    }

    @Test
    void savesWhatIsSavedRightAfterADeletion() {
        save(5, "old");
        journal.snapshots().tell(new SnapshotProtocol.DeleteSnapshots(id, criteria(5, ANY, 0, 0)), probe.getRef());
        journal.snapshots()
                .tell(new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(id, 5, 0), "new"), probe.getRef());
        probe.receiveN(2);
        assertThat(load(SnapshotSelectionCriteria.latest()).snapshot()).isEqualTo("new");
    }

    @Test
    void handsTheEventsAfterTheSnapshotOverWithoutASecondQuery() {
        journal.write(id, WRITER, 1, "a", "b", "c");
        save(2, "ab");
        double before = JournalSystem.count("queries");
        assertThat(load(SnapshotSelectionCriteria.latest()).snapshot()).isEqualTo("ab");
        assertThat(journal.replay(id, 3, ANY, ANY).payloads()).containsExactly("c");
        assertThat(JournalSystem.count("queries") - before).isEqualTo(1);
    }

    @Test
    void keepsNoSnapshotOfAnEntityThatHoldsNothing() {
        journal.write(id, WRITER, 1, "a", "b");
        save(2, pattern(3 * PIECE));
        journal.write(
                id,
                WRITER,
                3,
                new Tagged(
                        "c",
                        scala.collection.immutable.Set$.MODULE$.<String>empty().$plus("empty")));
        assertThat(load(SnapshotSelectionCriteria.latest())).isNull();
        assertThat(journal.replay(id).payloads()).containsExactly("c");
        journal.snapshots()
                .tell(new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(id, 2, 0), "late"), probe.getRef());
        probe.expectMsgClass(PATIENCE, SaveSnapshotFailure.class);
        assertThat(journal.replay(id).payloads()).containsExactly("c");
    }

    /** Each at a time of its own. */
    private void saveFive() {
        for (long seq = 1; seq <= 5; seq++) {
            SnapshotMetadata metadata = save(seq, "s-" + seq);
            saved.add(metadata);
            await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() > metadata.timestamp());
        }
    }

    private long time(int seq) {
        return saved.get(seq - 1).timestamp();
    }

    private SnapshotMetadata save(long seq, Object snapshot) {
        journal.snapshots()
                .tell(new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(id, seq, 0), snapshot), probe.getRef());
        return probe.expectMsgClass(PATIENCE, SaveSnapshotSuccess.class).metadata();
    }

    private void delete(SnapshotSelectionCriteria criteria) {
        journal.snapshots().tell(new SnapshotProtocol.DeleteSnapshots(id, criteria), probe.getRef());
        probe.expectMsg(PATIENCE, new DeleteSnapshotsSuccess(criteria));
    }

    private SelectedSnapshot load(SnapshotSelectionCriteria criteria) {
        journal.snapshots().tell(new SnapshotProtocol.LoadSnapshot(id, criteria, ANY), probe.getRef());
        var found = probe.expectMsgClass(PATIENCE, SnapshotProtocol.LoadSnapshotResult.class)
                .snapshot();
        return found.isEmpty() ? null : found.get();
    }

    private static SnapshotSelectionCriteria criteria(long maxSeq, long maxTime, long minSeq, long minTime) {
        return new SnapshotSelectionCriteria(maxSeq, maxTime, minSeq, minTime);
    }

    private static String pattern(int size) {
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            text.append(text.length()).append(' ');
        }
        text.setLength(size);
        return text.toString();
    }
}
