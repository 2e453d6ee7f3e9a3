package io.lamplight.deploy.journal;

import static io.lamplight.deploy.journal.JournalSystem.PATIENCE;
import static io.lamplight.deploy.journal.JournalSystem.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import io.lamplight.deploy.support.CassandraExtension;
import io.lamplight.deploy.support.TestCassandra;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.persistence.query.typed.EventEnvelope;
import org.apache.pekko.persistence.query.typed.javadsl.EventsBySliceQuery;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Entities on the journal: many at once, two writers of one, what lives in a shard. */
@ExtendWith(CassandraExtension.class)
class JournalEntitiesIT {
    private static final int SHARDS = 4;
    private static final int ENTITIES = 400;
    private static final int EVENTS = 25;

    private static JournalSystem journal;
    private static TestCassandra cassandra;

    private final String id = newId();

    @BeforeAll
    static void start(TestCassandra shared) {
        cassandra = shared;
        journal = JournalSystem.start(shared.address());
    }

    @AfterAll
    static void stop() {
        journal.close();
    }

    @Test
    void keepsTheOrderOfEachOfManyEntitiesThatWriteAtOnce() {
        Map<String, ActorRef<Notebook.Command>> notebooks = new HashMap<>();
        List<CompletionStage<String>> answers = new ArrayList<>();
        IntStream.range(0, ENTITIES).forEach(i -> {
            String one = newId();
            notebooks.put(one, journal.notebook(one));
        });
        for (int i = 1; i <= EVENTS; i++) {
            String text = Integer.toString(i);
            notebooks.values().forEach(notebook -> answers.add(journal.tell(notebook, text)));
        }
        answers.forEach(JournalEntitiesIT::await20);
        assertThat(JournalSystem.largestBatch()).isGreaterThan(1);
        notebooks.forEach((one, notebook) -> journal.stop(notebook));
        List<CompletionStage<String>> again = new ArrayList<>();
        notebooks.keySet().forEach(one -> again.add(journal.tell(journal.notebook(one), "")));
        assertThat(again).extracting(JournalEntitiesIT::await20).containsOnly(oneTo(EVENTS));
    }

    @Test
    void recoversWithOneQuery() {
        journal.write(id, UUID.randomUUID(), 1, "a", "b");
        double before = JournalSystem.count("queries");
        assertThat(await20(journal.tell(journal.notebook(id), ""))).isEqualTo("a b ");
        assertThat(JournalSystem.count("queries") - before).isEqualTo(1);
    }

    @Test
    void followsTheLaterOfTwoWritersAndReportsThem() {
        try (JournalSystem other = JournalSystem.start(cassandra.address())) {
            ActorRef<Notebook.Command> first = journal.notebook(id);
            await20(journal.tell(first, "common"));
            ActorRef<Notebook.Command> second = other.notebook(id);
            assertThat(await20(other.tell(second, "second-1"))).isEqualTo("common second-1 ");
            assertThat(await20(journal.tell(first, "first-1"))).isEqualTo("common first-1 ");
            await20(journal.tell(first, "first-2"));
            await20(other.tell(second, "second-2"));
            await20(journal.tell(first, "first-3"));
        }
        double before = JournalSystem.count("conflicts");
        ActorRef<Notebook.Command> third = journal.notebook(id);
        assertThat(await20(journal.tell(third, "third"))).isEqualTo("common second-1 second-2 third ");
        assertThat(JournalSystem.count("conflicts") - before).isEqualTo(1);
        assertThat(await20(journal.tell(journal.notebook(id), ""))).isEqualTo("common second-1 second-2 third ");
    }

    @Test
    void followsTheLaterWriterThoughTheOtherSavedASnapshotFurtherOn() {
        try (JournalSystem other = JournalSystem.start(cassandra.address())) {
            ActorRef<Notebook.Command> first = journal.notebook(id);
            await20(journal.tell(first, "common"));
            ActorRef<Notebook.Command> second = other.notebook(id);
            StringBuilder right = new StringBuilder("common ");
            for (int i = 1; i <= 10; i++) {
                right.append("second-").append(i).append(' ');
                await20(other.tell(second, "second-" + i));
            }
            for (int i = 1; i <= 12; i++) {
                await20(journal.tell(first, "first-" + i));
            }
            double before = JournalSystem.count("conflicts");
            other.stop(second);
            await().atMost(PATIENCE).until(() -> snapshots(id) >= 2);
            String found = await20(other.tell(other.notebook(id), ""));
            assertThat(right.toString()).startsWith(found);
            assertThat(JournalSystem.count("conflicts")).isGreaterThan(before);
        }
    }

    @Test
    void doesNotRecoverOverAGap() {
        journal.write(id, UUID.randomUUID(), 1, "a", "b", "c");
        remove(id, 2);
        assertThatThrownBy(() -> journal.replay(id)).hasStackTraceContaining("event 2 is missing before 3");
    }

    @Test
    void doesNotRecoverWithoutItsEnd() {
        journal.write(id, UUID.randomUUID(), 1, "a", "b", "c");
        remove(id, 3);
        assertThatThrownBy(() -> journal.replay(id)).hasStackTraceContaining("the journal ends at 2, its head says 3");
    }

    @Test
    void writesWhatLeavesNothingWithAnEndAndWhatFollowsWithout() {
        UUID writer = UUID.randomUUID();
        journal.write(id, writer, 1, "a", "b");
        journal.delete(id, 1);
        journal.write(id, writer, 3, empty("c"));
        assertThat(ttl(id, 3)).isPositive();
        assertThat(headTtl(id, "last_seq")).isPositive();
        assertThat(headTtl(id, "deleted_to")).as("or the head would never go").isPositive();
        journal.write(id, writer, 4, "d");
        assertThat(ttl(id, 4)).isZero();
        assertThat(headTtl(id, "last_seq")).isZero();
    }

    @Test
    void isLaterThanAWriterWhoseClockWasAhead() {
        long ahead = System.currentTimeMillis() + 3_600_000;
        String name = id.substring(id.indexOf('|') + 1);
        journal.write(id, UUID.randomUUID(), 1, "a");
        try (CqlSession session = cassandra.session()) {
            session.execute("UPDATE lamplight.journal USING TIMESTAMP " + (ahead * 1000)
                    + " SET last_seq = 1, note = 'old'"
                    + " WHERE entity_type = 'test' AND shard = " + shard(id) + " AND part = 0 AND entity = '" + name
                    + "' AND kind = 0 AND seq = 0 AND writer = 00000000-0000-0000-0000-000000000000");
        }
        await20(journal.tell(journal.notebook(id), "b"));
        try (CqlSession session = cassandra.session()) {
            var head = session.execute("SELECT last_seq FROM lamplight.journal" + where(id, 0))
                    .one();
            assertThat(head.getLong(0)).isEqualTo(2);
        }
    }

    @Test
    void asksForEntitiesThatTheStreamOfTheirShardHasNotComeTo() {
        String type = "unread-" + UUID.randomUUID();
        List<String> written = IntStream.range(0, 40)
                .mapToObj(i -> type + "|" + UUID.randomUUID())
                .toList();
        written.forEach(one -> journal.write(one, UUID.randomUUID(), 1, tagged("kept", "12345")));
        // Nobody subscribes to the publisher, so the stream is open and never asked for an element.
        PersistenceQuery.get(journal.system())
                .getReadJournalFor(EventsBySliceQuery.class, "lamplight.journal.query")
                .<String>eventsBySlices(type, 0, SHARDS - 1, Offset.noOffset())
                .runWith(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), journal.system());
        assertThat(written)
                .allSatisfy(one -> assertThat(await20(journal.tell(journal.notebook(one), "")))
                        .isEqualTo("kept "));
    }

    @Test
    void needsNoQueryForAnEntityThatTheOpenStreamOfItsShardDidNotName() throws Exception {
        String type = "watched";
        String known = type + "|" + UUID.randomUUID();
        journal.write(known, UUID.randomUUID(), 1, tagged("a", "12345"));
        List<EventEnvelope<String>> named = new ArrayList<>();
        var complete = new CompletableFuture<Void>();
        EventsBySliceQuery query = PersistenceQuery.get(journal.system())
                .getReadJournalFor(EventsBySliceQuery.class, "lamplight.journal.query");
        UniqueKillSwitch stream = query.<String>eventsBySlices(type, 0, SHARDS - 1, Offset.noOffset())
                .viaMat(KillSwitches.single(), Keep.right())
                .to(Sink.foreach(one -> {
                    if (one.persistenceId().isEmpty()) {
                        complete.complete(null);
                    } else {
                        named.add(one);
                    }
                }))
                .run(journal.system());
        await20(complete);
        assertThat(named).hasSize(1);
        assertThat(named.get(0).persistenceId()).isEqualTo(known);
        assertThat(named.get(0).event()).isEqualTo("12345");
        assertThat(named.get(0).sequenceNr()).isEqualTo(1);
        double before = JournalSystem.count("queries");
        String unknown = type + "|" + UUID.randomUUID();
        ActorRef<Notebook.Command> notebook = journal.notebook(unknown);
        assertThat(await20(journal.tell(notebook, "new"))).isEqualTo("new ");
        assertThat(JournalSystem.count("queries") - before).isZero();
        journal.stop(notebook);
        assertThat(await20(journal.tell(journal.notebook(unknown), "")))
                .as("known since it wrote")
                .isEqualTo("new ");
        assertThat(await20(journal.tell(journal.notebook(known), ""))).isEqualTo("a ");
        assertThat(JournalSystem.count("queries") - before).isEqualTo(2);
        stream.shutdown();
        await().atMost(PATIENCE).untilAsserted(() -> {
            double now = JournalSystem.count("queries");
            journal.replay(type + "|" + UUID.randomUUID());
            assertThat(JournalSystem.count("queries") - now).isEqualTo(1);
        });
    }

    @Test
    void saysThatItIsReadyWhenItAnswers() throws ReflectiveOperationException {
        Class<?> check = Class.forName(
                ConfigFactory.load().getString("pekko.management.health-checks.readiness-checks.journal"));
        Constructor<?> constructor = check.getConstructor(ActorSystem.class);
        @SuppressWarnings("unchecked")
        var readiness = (Supplier<CompletionStage<Boolean>>) constructor.newInstance(journal.system());
        assertThat(await20(readiness.get())).isTrue();
    }

    private static Tagged empty(String text) {
        return tagged(text, "empty");
    }

    private static Tagged tagged(String text, String tag) {
        return new Tagged(
                text, scala.collection.immutable.Set$.MODULE$.<String>empty().$plus(tag));
    }

    private static String oneTo(int last) {
        StringBuilder text = new StringBuilder();
        IntStream.rangeClosed(1, last).forEach(i -> text.append(i).append(' '));
        return text.toString();
    }

    private static int shard(String id) {
        return Math.abs(id.substring(id.indexOf('|') + 1).hashCode() % SHARDS);
    }

    private static String where(String id, int part) {
        return " WHERE entity_type = 'test' AND shard = " + shard(id) + " AND part = " + part + " AND entity = '"
                + id.substring(id.indexOf('|') + 1) + "'";
    }

    /** At the timestamp of its write, which lies ahead of the clock where the shard met a writer that was ahead. */
    private static void remove(String id, long seq) {
        try (CqlSession session = cassandra.session()) {
            String row = where(id, 1) + " AND kind = 1 AND seq = " + seq;
            long written = session.execute("SELECT writetime(payload) FROM lamplight.journal" + row)
                    .one()
                    .getLong(0);
            session.execute("DELETE FROM lamplight.journal USING TIMESTAMP " + written + row);
        }
    }

    private static int snapshots(String id) {
        try (CqlSession session = cassandra.session()) {
            return session.execute("SELECT seq FROM lamplight.journal" + where(id, 1) + " AND kind = 0")
                    .all()
                    .size();
        }
    }

    private static int ttl(String id, long seq) {
        try (CqlSession session = cassandra.session()) {
            return session.execute("SELECT TTL(payload) FROM lamplight.journal" + where(id, 1)
                            + " AND kind = 1 AND seq = " + seq)
                    .one()
                    .getInt(0);
        }
    }

    private static int headTtl(String id, String column) {
        try (CqlSession session = cassandra.session()) {
            return session.execute("SELECT TTL(" + column + ") FROM lamplight.journal" + where(id, 0))
                    .one()
                    .getInt(0);
        }
    }

    private static <T> T await20(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }
}
