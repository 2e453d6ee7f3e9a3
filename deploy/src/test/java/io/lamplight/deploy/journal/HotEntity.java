package io.lamplight.deploy.journal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.QueryTrace;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.TraceEvent;
import io.lamplight.deploy.support.TestCassandra;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * What becomes of an entity that writes a great many events, one after the other, with a snapshot each hundred: events a
 * second, the time of its recovery, what that recovery met, what lies on disk. {@code deploy/bench/run.sh hot-entity}.
 */
final class HotEntity extends EventSourcedBehavior<HotEntity.Command, String, String> {
    private static final int SNAPSHOT_EVERY = 100;
    private static final int REPORT_EVERY = 100_000;
    private static final int BODY_CHARACTERS = 700;
    private static final String ENTITY = "hot";
    private static final Duration PATIENCE = Duration.ofHours(2);

    /** Writes an event if {@code more}; the answer is the number of the newest. */
    record Command(boolean more, ActorRef<Long> replyTo) {}

    private HotEntity() {
        super(PersistenceId.of("test", ENTITY));
    }

    static Behavior<Command> create() {
        return new HotEntity();
    }

    @Override
    public String emptyState() {
        return "0 ";
    }

    @Override
    public CommandHandler<Command, String, String> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onAnyCommand((state, command) -> command.more()
                        ? Effect().persist(body(number(state))).thenReply(command.replyTo(), HotEntity::number)
                        : Effect().reply(command.replyTo(), number(state)));
    }

    @Override
    public EventHandler<String, String> eventHandler() {
        return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> (number(state) + 1) + " " + event);
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 2).withDeleteEventsOnSnapshot();
    }

    /** Nothing that compresses away. */
    private static String body(long seed) {
        return new Random(seed)
                .ints(BODY_CHARACTERS, '0', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static long number(String state) {
        return Long.parseLong(state.substring(0, state.indexOf(' ')));
    }

    /** Argument: how many events. */
    public static void main(String[] args) throws IOException {
        long events = Long.parseLong(args[0]);
        try (TestCassandra cassandra = TestCassandra.start("HotEntity");
                JournalSystem journal = JournalSystem.start(cassandra.address())) {
            ActorRef<Command> entity = Adapter.spawnAnonymous(journal.system(), create());
            long began = System.nanoTime();
            write(journal, entity, events);
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf("%d events, %.0f a second%n", events, events / seconds);
            for (int i = 0; i < 5; i++) {
                journal.stopEntity(Adapter.toClassic(entity));
                long start = System.nanoTime();
                entity = Adapter.spawnAnonymous(journal.system(), create());
                long number = journal.ask(entity, (ActorRef<Long> replyTo) -> new Command(false, replyTo), PATIENCE)
                        .toCompletableFuture()
                        .join();
                System.out.printf("recovered at %d in %.1f ms%n", number, (System.nanoTime() - start) / 1e6);
            }
            try (CqlSession session = cassandra.session()) {
                trace(session);
            }
            System.out.printf("%.1f MiB on disk%n", size(cassandra.storage().resolve("data/lamplight")) / 1048576.0);
        }
    }

    private static void write(JournalSystem journal, ActorRef<Command> entity, long events) {
        var all = new CompletableFuture<Void>();
        next(journal, entity, events, System.nanoTime(), all);
        all.join();
    }

    private static void next(
            JournalSystem journal, ActorRef<Command> entity, long events, long since, CompletableFuture<Void> all) {
        journal.ask(entity, (ActorRef<Long> replyTo) -> new Command(true, replyTo), PATIENCE)
                .whenComplete((number, failure) -> {
                    if (failure != null) {
                        all.completeExceptionally(failure);
                    } else if (number == events) {
                        all.complete(null);
                    } else {
                        long mark = since;
                        if (number % REPORT_EVERY == 0) {
                            mark = System.nanoTime();
                            System.out.printf("%d: %.0f a second%n", number, REPORT_EVERY * 1e9 / (mark - since));
                        }
                        next(journal, entity, events, mark, all);
                    }
                });
    }

    /** The recovery's own query, with what Cassandra says that it did for it. */
    private static void trace(CqlSession session) {
        QueryTrace trace = session.execute(SimpleStatement.newInstance(
                                "SELECT part, kind, seq FROM lamplight.journal WHERE entity_type = 'test' AND shard = ?"
                                        + " AND part IN (0, 1) AND entity = ?",
                                Math.abs(ENTITY.hashCode() % 4),
                                ENTITY)
                        .setPageSize(128)
                        .setTracing(true))
                .getExecutionInfo()
                .getQueryTrace();
        System.out.printf("its query took %.1f ms in Cassandra%n", trace.getDurationMicros() / 1000.0);
        trace.getEvents().stream()
                .map(TraceEvent::getActivity)
                .filter(line -> line.contains("tombstone") || line.contains("sstable"))
                .distinct()
                .forEach(line -> System.out.println("  " + line));
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
