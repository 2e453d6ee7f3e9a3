package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.internal.core.config.typesafe.DefaultDriverConfigLoader;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the journal, the snapshot store and the query of one node share: the session and a writer for each shard. */
final class JournalStore implements Extension, ShardWriter.Environment {
    static final Id ID = new Id();

    private static final Logger LOG = LoggerFactory.getLogger(JournalStore.class);

    private final ActorSystem system;
    private final JournalSettings settings;
    private final CqlIdentifier keyspace;
    private final Map<EntityKey, ShardWriter> writers = new ConcurrentHashMap<>();
    private final Recoveries recoveries = new Recoveries(System::nanoTime);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicInteger stalledShards = new AtomicInteger();
    private final Set<ShardWriter> stalled = ConcurrentHashMap.newKeySet();
    private final JournalMeters meters = new JournalMeters(Metrics.globalRegistry, waitingBytes, stalledShards);
    private final CompletableFuture<JournalStore> opened;
    private volatile CqlSession session;
    private volatile Statements statements;
    private volatile boolean closing;

    static JournalStore get(ActorSystem system) {
        return ID.get(system);
    }

    private JournalStore(ExtendedActorSystem system) {
        this.system = system;
        settings = JournalSettings.from(system.settings().config());
        keyspace = CqlIdentifier.fromCql(
                settings.table().substring(0, settings.table().indexOf('.')));
        opened = open().whenComplete((store, failure) -> {
                    if (failure != null) {
                        cannotOpen(failure);
                    }
                })
                .toCompletableFuture();
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate(), "close-journal", this::close);
    }

    private CompletionStage<JournalStore> open() {
        return CqlSession.builder()
                .withConfigLoader(new DefaultDriverConfigLoader(
                        () -> system.settings().config().getConfig("datastax-java-driver")))
                .buildAsync()
                .thenCompose(open -> {
                    session = open;
                    return prepare(open);
                })
                .thenApply(prepared -> {
                    statements = prepared;
                    return this;
                });
    }

    /** Until Cassandra, which may only just be starting, has answered one way or the other. */
    private CompletionStage<Statements> prepare(CqlSession open) {
        var prepared = new CompletableFuture<Statements>();
        Statements.prepare(open, settings.table()).whenComplete((all, failure) -> {
            if (failure == null) {
                prepared.complete(all);
            } else if (closing || Outcome.isRefusal(failure)) {
                prepared.completeExceptionally(failure);
            } else {
                LOG.warn(
                        "The journal is not open yet: {}",
                        Outcome.cause(failure).toString());
                later(
                        settings.retryMax(),
                        () -> prepare(open).whenComplete((again, why) -> {
                            if (why == null) {
                                prepared.complete(again);
                            } else {
                                prepared.completeExceptionally(why);
                            }
                        }));
            }
        });
        return prepared;
    }

    /** A node without its journal is of no use. */
    private void cannotOpen(Throwable failure) {
        var reason = new CannotOpen("the journal cannot be opened: table " + settings.table() + ": "
                + Outcome.cause(failure).getMessage());
        LOG.error("{}", reason);
        CoordinatedShutdown.get(system).run(reason);
    }

    /** Why the node ends; as text, a line for those who run it. */
    record CannotOpen(String line) implements CoordinatedShutdown.Reason {
        @Override
        public String toString() {
            return line;
        }
    }

    /** Once the session stands and the statements are known. */
    CompletionStage<JournalStore> opened() {
        return opened;
    }

    EntityKey key(String persistenceId) {
        return EntityKey.of(persistenceId, settings.shards());
    }

    ShardWriter writer(EntityKey key) {
        return writer(key.entityType(), key.shard());
    }

    ShardWriter writer(String entityType, int shard) {
        return writers.computeIfAbsent(
                new EntityKey(entityType, shard, ""), key -> new ShardWriter(this, entityType, shard));
    }

    Recoveries recoveries() {
        return recoveries;
    }

    ActorSystem system() {
        return system;
    }

    Executor executor() {
        return system.dispatcher();
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public JournalSettings settings() {
        return settings;
    }

    JournalMeters meters() {
        return meters;
    }

    CqlSession session() {
        return session;
    }

    Statements statements() {
        return statements;
    }

    /** The majority of the copies in this data centre; on one machine, the one. */
    ConsistencyLevel consistency() {
        return ConsistencyLevel.LOCAL_QUORUM;
    }

    @Override
    public Supplier<CompletionStage<?>> batch(Write.Partition partition, List<Write> writes, long micros) {
        List<BatchableStatement<?>> bound = new ArrayList<>(writes.size() * 2);
        for (Write write : writes) {
            write.bind(statements, partition, bound);
        }
        BatchStatement statement = BatchStatement.newInstance(DefaultBatchType.UNLOGGED, bound)
                .setQueryTimestamp(micros)
                .setRoutingKeyspace(keyspace)
                .setRoutingKey(partition.entityType(), partition.shard())
                .setConsistencyLevel(consistency())
                .setIdempotent(true);
        meters.batch(writes.size());
        return () -> session.executeAsync(statement);
    }

    @Override
    public boolean admit(int bytes) {
        if (waitingBytes.addAndGet(bytes) <= settings.maxWaitingBytes()) {
            return true;
        }
        waitingBytes.addAndGet(-bytes);
        return false;
    }

    @Override
    public void release(int bytes) {
        waitingBytes.addAndGet(-bytes);
    }

    @Override
    public void stalled(ShardWriter writer, Throwable why) {
        meters.retried();
        if (stalled.add(writer) && stalledShards.getAndIncrement() == 0) {
            LOG.warn("Cassandra does not acknowledge; writes wait and are sent again: {}", why.toString());
        }
    }

    @Override
    public void moved(ShardWriter writer) {
        if (!stalled.isEmpty() && stalled.remove(writer) && stalledShards.decrementAndGet() == 0) {
            LOG.info("Cassandra acknowledges again");
        }
    }

    @Override
    public void later(Duration pause, Runnable what) {
        if (!closing) {
            system.scheduler().scheduleOnce(pause, what, system.dispatcher());
        }
    }

    private CompletionStage<Done> close() {
        closing = true;
        CqlSession open = session;
        return open == null
                ? CompletableFuture.completedFuture(Done.getInstance())
                : open.closeAsync().thenApply(closed -> Done.getInstance());
    }

    static final class Id extends AbstractExtensionId<JournalStore> {
        @Override
        public JournalStore createExtension(ExtendedActorSystem system) {
            return new JournalStore(system);
        }
    }
}
