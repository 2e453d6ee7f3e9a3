package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.internal.core.config.typesafe.DefaultDriverConfigLoader;
import io.micrometer.core.instrument.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the journal, the snapshot store and the query of one node share: the session and a writer for each shard. */
final class JournalStore implements Extension {
    static final Id ID = new Id();

    private static final Logger LOG = LoggerFactory.getLogger(JournalStore.class);

    private final ActorSystem system;
    private final JournalSettings settings;
    private final Map<EntityKey, ShardWriter> writers = new ConcurrentHashMap<>();
    private final Recoveries recoveries = new Recoveries();
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
        opened = open().whenComplete((store, failure) -> {
                    if (failure != null) {
                        LOG.error("The journal cannot be opened: {}", failure.toString());
                        system.terminate();
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
                    return Statements.prepare(open, settings.table());
                })
                .thenApply(prepared -> {
                    statements = prepared;
                    return this;
                });
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

    Clock clock() {
        return Clock.systemUTC();
    }

    JournalSettings settings() {
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

    CqlIdentifier keyspace() {
        return CqlIdentifier.fromCql(settings.table().substring(0, settings.table().indexOf('.')));
    }

    /** The majority of the copies in this data centre; on one machine, the one. */
    ConsistencyLevel consistency() {
        return ConsistencyLevel.LOCAL_QUORUM;
    }

    int forgetAfterSeconds() {
        return Math.toIntExact(settings.forgetAfter().toSeconds());
    }

    /** False when so much waits for Cassandra that memory would run out. */
    boolean admit(int bytes) {
        if (waitingBytes.addAndGet(bytes) <= settings.maxWaitingBytes()) {
            return true;
        }
        waitingBytes.addAndGet(-bytes);
        return false;
    }

    void release(int bytes) {
        waitingBytes.addAndGet(-bytes);
    }

    IllegalStateException tooMuchWaiting() {
        return new IllegalStateException("more than " + settings.maxWaitingBytes() + " bytes wait for Cassandra");
    }

    void stalled(ShardWriter writer, Throwable why) {
        meters.retried();
        if (stalled.add(writer) && stalledShards.getAndIncrement() == 0) {
            LOG.warn("Cassandra does not acknowledge; writes wait and are sent again: {}", why.toString());
        }
    }

    void moved(ShardWriter writer) {
        if (!stalled.isEmpty() && stalled.remove(writer) && stalledShards.decrementAndGet() == 0) {
            LOG.info("Cassandra acknowledges again");
        }
    }

    /** Not after the node has begun to end. */
    void later(Duration pause, Runnable what) {
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
