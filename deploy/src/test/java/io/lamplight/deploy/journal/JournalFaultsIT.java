package io.lamplight.deploy.journal;

import static io.lamplight.deploy.journal.JournalSystem.atomic;
import static io.lamplight.deploy.journal.JournalSystem.event;
import static io.lamplight.deploy.journal.JournalSystem.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.TcpProxy;
import io.lamplight.deploy.support.TestCassandra;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entities write on and on while their way to Cassandra, or Cassandra itself, fails and comes back. */
class JournalFaultsIT {
    private static final int WRITERS = 40;
    private static final int BEFORE = 400;
    private static final int AFTER = 400;
    private static final Duration LONG = Duration.ofSeconds(60);

    private static TestCassandra cassandra;
    private static TcpProxy proxy;
    private static JournalSystem journal;

    private final List<Diary> diaries = new ArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicInteger acknowledged = new AtomicInteger();

    /** What one entity was asked to keep, one line after the other, as long as the test goes on. */
    private final class Diary {
        private final String id = newId();
        private final ActorRef<Notebook.Command> notebook = journal.notebook(id);
        private final StringBuilder expected = new StringBuilder();
        private final AtomicBoolean idle = new AtomicBoolean();
        private final List<Throwable> faults = new ArrayList<>();
        private int lines;

        void next() {
            if (enough.get()) {
                idle.set(true);
                return;
            }
            String line = Integer.toString(++lines);
            expected.append(line).append(' ');
            journal.tell(notebook, line, LONG).whenComplete((held, failure) -> {
                if (failure != null || !held.contentEquals(expected)) {
                    faults.add(failure == null ? new AssertionError("holds " + held) : failure);
                    idle.set(true);
                } else {
                    acknowledged.incrementAndGet();
                    next();
                }
            });
        }
    }

    @BeforeAll
    static void start() {
        cassandra = TestCassandra.start("JournalFaults");
        proxy = TcpProxy.start(cassandra.address());
        journal = JournalSystem.start(proxy.address());
    }

    @AfterAll
    static void stop() {
        proxy.heal();
        try {
            journal.close();
            proxy.close();
        } finally {
            cassandra.close();
        }
    }

    @BeforeEach
    void writeOnAndOn() {
        for (int i = 0; i < WRITERS; i++) {
            diaries.add(new Diary());
        }
        diaries.forEach(Diary::next);
        awaitAcknowledged(BEFORE);
    }

    @AfterEach
    void everythingIsThereOnce() {
        awaitAcknowledged(acknowledged.get() + AFTER);
        enough.set(true);
        await().atMost(LONG).until(() -> diaries.stream().allMatch(diary -> diary.idle.get()));
        assertThat(diaries).allSatisfy(diary -> {
            assertThat(diary.faults).isEmpty();
            journal.stop(diary.notebook);
            assertThat(journal.tell(journal.notebook(diary.id), "", LONG)
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(diary.expected.toString());
        });
    }

    @Test
    void losesNothingAndDoublesNothingWhenAnswersAreLost() {
        double retries = JournalSystem.count("retries");
        double conflicts = JournalSystem.count("conflicts");
        proxy.loseAnswers();
        await().atMost(LONG).until(() -> JournalSystem.count("retries") >= retries + 4);
        int reached = acknowledged.get();
        proxy.heal();
        awaitAcknowledged(reached + AFTER);
        assertThat(JournalSystem.count("conflicts")).isEqualTo(conflicts);
    }

    @Test
    void losesNothingWhenConnectionsAreCutAgainAndAgain() {
        for (int i = 0; i < 10; i++) {
            proxy.cut();
            awaitAcknowledged(acknowledged.get() + WRITERS);
        }
    }

    @Test
    void waitsWhileNothingMoves() {
        double retries = JournalSystem.count("retries");
        proxy.stall();
        await().atMost(LONG).until(() -> JournalSystem.count("retries") >= retries + 4);
        proxy.heal();
    }

    @Test
    void goesOnAfterCassandraWasStopped() throws IOException, InterruptedException {
        double retries = JournalSystem.count("retries");
        signal("STOP");
        try {
            await().atMost(LONG).until(() -> JournalSystem.count("retries") >= retries + 4);
        } finally {
            signal("CONT");
        }
    }

    @Test
    void goesOnAfterCassandraWasKilled() {
        cassandra.kill();
        cassandra.restart();
    }

    @Test
    void failsAtOnceWhatFindsNoRoomToWait() {
        proxy.stall();
        TestKit probe = journal.probe();
        String id = newId();
        String large = "x".repeat(1_000_000);
        for (int i = 1; i <= 80; i++) {
            journal.send(probe.getRef(), atomic(event(id, i, large, UUID.randomUUID())));
        }
        var failed = probe.expectMsgClass(LONG, JournalProtocol.WriteMessagesFailed.class);
        assertThat(failed.cause()).hasMessageContaining("bytes wait for Cassandra");
        proxy.heal();
    }

    private void awaitAcknowledged(int least) {
        await().atMost(LONG)
                .failFast(
                        () -> diaries.forEach(diary -> assertThat(diary.faults).isEmpty()))
                .until(() -> acknowledged.get() >= least);
    }

    private static void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(cassandra.pid()))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }
}
