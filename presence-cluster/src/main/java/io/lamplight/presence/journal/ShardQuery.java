package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.ReadJournalProvider;
import org.apache.pekko.persistence.query.typed.EventEnvelope;
import org.apache.pekko.persistence.query.typed.javadsl.EventsBySliceQuery;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What lives in a shard. A slice is a shard here, and an envelope stands for an entity, not for one of its events: its
 * event is the entity's newest tag, "" if it had none.
 */
public final class ShardQuery implements EventsBySliceQuery, ReadJournalProvider {
    private static final int HEADS_IN_A_PAGE = 1000;
    private static final int HEAD_STAMP = 4;

    private final JournalStore store;

    public ShardQuery(ExtendedActorSystem system) {
        store = JournalStore.get(system);
    }

    /**
     * All entities of the shards, each once; then, with an empty persistence id and sequence number 0, word that these
     * were all. After that the stream is silent and open: as long as it is, its owner vouches that entities of these
     * shards are written by this node alone, and those that the stream did not name are recovered without a query.
     *
     * @param offset is not looked at
     */
    @Override
    @SuppressWarnings("unchecked")
    public <E> Source<EventEnvelope<E>, NotUsed> eventsBySlices(
            String entityType, int minSlice, int maxSlice, Offset offset) {
        Source<EventEnvelope<String>, NotUsed> open = Source.fromMaterializer((materializer, attributes) -> {
                    List<Watched> shards = new ArrayList<>();
                    for (int shard = minSlice; shard <= maxSlice; shard++) {
                        shards.add(new Watched(entityType, shard));
                    }
                    return Source.from(shards)
                            .flatMapConcat(Watched::entities)
                            // Lazily: plain concat asks at once, and all would count as known before the first page.
                            .concatLazy(Source.lazySingle(() -> {
                                shards.forEach(Watched::complete);
                                return envelope(entityType, minSlice, "", 0, 0, "");
                            }))
                            .concatLazy(Source.maybe())
                            .watchTermination((before, done) -> {
                                done.whenComplete((end, failure) -> shards.forEach(Watched::end));
                                return before;
                            });
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
        return (Source<EventEnvelope<E>, NotUsed>) (Source<?, NotUsed>) open;
    }

    @Override
    public int sliceForPersistenceId(String persistenceId) {
        return store.key(persistenceId).shard();
    }

    @Override
    public List<Pair<Integer, Integer>> sliceRanges(int numberOfRanges) {
        int shards = store.settings().shards();
        List<Pair<Integer, Integer>> ranges = new ArrayList<>();
        for (int i = 0; i < numberOfRanges; i++) {
            ranges.add(Pair.create(shards * i / numberOfRanges, shards * (i + 1) / numberOfRanges - 1));
        }
        return ranges;
    }

    /** Pekko makes both; nobody asks for the one that is for Scala. */
    @Override
    public org.apache.pekko.persistence.query.scaladsl.ReadJournal scaladslReadJournal() {
        return new org.apache.pekko.persistence.query.scaladsl.ReadJournal() {};
    }

    @Override
    public org.apache.pekko.persistence.query.javadsl.ReadJournal javadslReadJournal() {
        return this;
    }

    /** A shard from the first page until the stream ends. */
    private final class Watched {
        private final String entityType;
        private final int shard;
        private final ShardWriter writer;
        private final KnownEntities known = new KnownEntities();

        Watched(String entityType, int shard) {
            this.entityType = entityType;
            this.shard = shard;
            writer = store.writer(entityType, shard);
            // Before the first page is read: what is written meanwhile must not be missed.
            writer.startKnowing(known);
        }

        void complete() {
            known.complete();
        }

        void end() {
            writer.forgetKnown(known);
        }

        Source<EventEnvelope<String>, NotUsed> entities() {
            return Source.unfoldAsync(
                            Optional.<CompletionStage<AsyncResultSet>>of(first()),
                            page -> page.isEmpty()
                                    ? CompletableFuture.completedFuture(Optional.empty())
                                    : page.get()
                                            .thenApply(rows -> Optional.of(Pair.create(
                                                    rows.hasMorePages()
                                                            ? Optional.of(rows.fetchNextPage())
                                                            : Optional.<CompletionStage<AsyncResultSet>>empty(),
                                                    rows))))
                    .mapConcat(this::envelopes);
        }

        private CompletionStage<AsyncResultSet> first() {
            return store.opened()
                    .thenCompose(open -> store.session()
                            .executeAsync(new Cells(store.statements().readHeads())
                                    .add(entityType)
                                    .add(shard)
                                    .done()
                                    .setPageSize(HEADS_IN_A_PAGE)
                                    .setConsistencyLevel(store.consistency())
                                    .setIdempotent(true)));
        }

        private List<EventEnvelope<String>> envelopes(AsyncResultSet page) {
            List<EventEnvelope<String>> envelopes = new ArrayList<>();
            for (Row row : page.currentPage()) {
                String entity = row.getString("entity");
                long at = row.getLong("written_at");
                known.add(entity);
                writer.saw(at, row.getLong(HEAD_STAMP));
                envelopes.add(envelope(
                        entityType,
                        shard,
                        EntityKey.persistenceId(entityType, entity),
                        row.getLong("last_seq"),
                        at,
                        Objects.requireNonNullElse(row.getString("note"), "")));
            }
            return envelopes;
        }
    }

    private static EventEnvelope<String> envelope(
            String entityType, int shard, String persistenceId, long seq, long at, String note) {
        return EventEnvelope.create(Offset.noOffset(), persistenceId, seq, note, at, entityType, shard);
    }
}
