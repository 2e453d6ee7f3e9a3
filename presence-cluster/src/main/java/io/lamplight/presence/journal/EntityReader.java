package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads entities. Failures of Cassandra, gaps and undecodable rows come as a failed stage. */
final class EntityReader {
    private static final Logger LOG = LoggerFactory.getLogger(EntityReader.class);

    private final JournalStore store;

    EntityReader(JournalStore store) {
        this.store = store;
    }

    /** The newest snapshot and all events after it, with one query; with none where a shard's keeper knows better. */
    CompletionStage<Recovered> recover(String persistenceId) {
        EntityKey key = store.key(persistenceId);
        ShardWriter writer = store.writer(key);
        if (!writer.mayExist(key.entity())) {
            return CompletableFuture.completedFuture(Recovered.NOTHING);
        }
        store.meters().queried();
        writer.recovering(key.entity());
        var rows = new NewestFirst();
        return pages(select(store.statements().readEntity(), key).done(), rows::takes)
                .thenCompose(done -> rows.isEmpty()
                        ? CompletableFuture.completedFuture(Recovered.NOTHING)
                        : whole(key, rows.snapshot)
                                .thenApplyAsync(
                                        snapshot -> recovered(persistenceId, writer, rows, snapshot),
                                        store.executor()));
    }

    /** Reading stops where the newest snapshot makes the rest superfluous. */
    private static final class NewestFirst {
        private EventRow head;
        private final List<EventRow> snapshots = new ArrayList<>(2);
        private EventRow snapshot;
        private final List<EventRow> events = new ArrayList<>();

        boolean takes(Row row) {
            EventRow next = EventRow.of(row);
            if (next.isHead()) {
                head = next;
            } else if (next.isSnapshot()) {
                // They lie before the events.
                snapshots.add(next);
                snapshot = EventChain.newest(snapshots);
            } else if (snapshot != null && next.seq() <= snapshot.seq()) {
                return false;
            } else {
                events.add(next);
            }
            return true;
        }

        boolean isEmpty() {
            return head == null && snapshot == null && events.isEmpty();
        }
    }

    private Recovered recovered(String persistenceId, ShardWriter writer, NewestFirst rows, Payload snapshot) {
        rows.snapshots.forEach(row -> saw(writer, row));
        if (rows.head != null) {
            saw(writer, rows.head);
        }
        List<EventRow> superseded = rows.snapshots.stream()
                .filter(row -> row.seq() > rows.snapshot.seq())
                .toList();
        EventChain chain = chain(persistenceId, writer, rows.events, rows.snapshot, superseded);
        long last = chain.events().isEmpty()
                ? (rows.snapshot == null ? 0 : rows.snapshot.seq())
                : chain.events().get(chain.events().size() - 1).seq();
        long highest = last;
        if (rows.head != null) {
            highest = Math.max(highest, rows.head.deletedTo());
            if (chain.discarded().isEmpty() && superseded.isEmpty() && rows.head.lastSeq() > highest) {
                throw new IllegalStateException(
                        persistenceId + ": the journal ends at " + highest + ", its head says " + rows.head.lastSeq());
            }
        }
        return new Recovered(
                Optional.ofNullable(rows.snapshot).map(row -> selected(persistenceId, row, snapshot)),
                decoded(persistenceId, chain.events()),
                highest);
    }

    /** What recovery did not leave behind, or what another than an entity asks for: oldest first. */
    CompletionStage<List<PersistentRepr>> events(String persistenceId, long from, long to, long max) {
        EntityKey key = store.key(persistenceId);
        List<EventRow> rows = new ArrayList<>();
        return pages(
                        select(store.statements().readEvents(), key)
                                .add(from)
                                .add(to)
                                .done(),
                        row -> rows.add(EventRow.of(row)))
                .thenApplyAsync(
                        done -> decoded(
                                persistenceId,
                                chain(persistenceId, store.writer(key), rows, null, List.of()).events().stream()
                                        .limit(max)
                                        .toList()),
                        store.executor());
    }

    /** The newest snapshot that the criteria allow. */
    CompletionStage<Optional<SelectedSnapshot>> snapshot(String persistenceId, SnapshotSelectionCriteria criteria) {
        EntityKey key = store.key(persistenceId);
        return snapshots(key, criteria).thenCompose(rows -> {
            EventRow newest = EventChain.newest(rows);
            return newest == null
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : whole(key, newest)
                            .thenApplyAsync(
                                    payload -> Optional.of(selected(persistenceId, newest, payload)), store.executor());
        });
    }

    /** How far a deletion of events up to a sequence number goes; 0 if there is nothing to delete. */
    CompletionStage<Long> deletable(EntityKey key, long to) {
        return store.session()
                .executeAsync(select(store.statements().readHead(), key)
                        .done()
                        .setConsistencyLevel(store.consistency())
                        .setIdempotent(true))
                .thenApply(page -> {
                    Row head = page.one();
                    long most = head == null ? 0 : Math.min(to, head.getLong(0));
                    return head != null && most <= head.getLong(1) ? 0 : most;
                });
    }

    /** Rows of the snapshots that the criteria match, newest first. */
    CompletionStage<List<EventRow>> snapshots(EntityKey key, SnapshotSelectionCriteria criteria) {
        List<EventRow> rows = new ArrayList<>();
        return pages(select(store.statements().readSnapshots(), key).done(), row -> rows.add(EventRow.of(row)))
                .thenApply(done -> rows.stream()
                        .filter(row -> row.seq() <= criteria.maxSequenceNr()
                                && row.seq() >= criteria.minSequenceNr()
                                && row.at() <= criteria.maxTimestamp()
                                && row.at() >= criteria.minTimestamp())
                        .toList());
    }

    private static void saw(ShardWriter writer, EventRow row) {
        writer.saw(Math.max(row.since(), row.at()) + 1, row.stamp());
    }

    private EventChain chain(
            String persistenceId,
            ShardWriter writer,
            List<EventRow> events,
            EventRow snapshot,
            List<EventRow> superseded) {
        events.forEach(row -> saw(writer, row));
        EventChain chain = EventChain.of(events, snapshot);
        if (!chain.discarded().isEmpty() || !superseded.isEmpty()) {
            store.meters().conflict();
            LOG.error(
                    "{}: two writers. Left out: {}",
                    persistenceId,
                    Stream.concat(superseded.stream(), chain.discarded().stream())
                            .map(row -> row.seq() + " of " + row.writer())
                            .collect(Collectors.joining(", ")));
        }
        return chain;
    }

    /** A snapshot's bytes, whose further pieces lie elsewhere; null without a snapshot. */
    private CompletionStage<Payload> whole(EntityKey key, EventRow snapshot) {
        if (snapshot == null || snapshot.chunks() == 1) {
            return CompletableFuture.completedFuture(snapshot == null ? null : snapshot.payload());
        }
        List<ByteBuffer> pieces = new ArrayList<>();
        pieces.add(snapshot.payload().bytes());
        return pages(
                        select(store.statements().readChunks(), key)
                                .add(snapshot.seq())
                                .done(),
                        row -> {
                            // Another save at the same sequence number may have left pieces, too.
                            if (row.getUuid(0).getMostSignificantBits() == snapshot.at()) {
                                pieces.add(row.getByteBuffer(1));
                            }
                            return true;
                        })
                .thenApply(done -> {
                    if (pieces.size() != snapshot.chunks()) {
                        throw new IllegalStateException(key.entity() + ": the snapshot at " + snapshot.seq() + " has "
                                + pieces.size() + " pieces of " + snapshot.chunks());
                    }
                    var all = ByteBuffer.allocate(
                            pieces.stream().mapToInt(ByteBuffer::remaining).sum());
                    pieces.forEach(piece -> all.put(piece.duplicate()));
                    return new Payload(
                            snapshot.payload().serializer(), snapshot.payload().manifest(), all.flip());
                });
    }

    private SelectedSnapshot selected(String persistenceId, EventRow row, Payload payload) {
        return SelectedSnapshot.create(
                new SnapshotMetadata(persistenceId, row.seq(), row.at()), payload.value(store.system()));
    }

    private List<PersistentRepr> decoded(String persistenceId, List<EventRow> rows) {
        return rows.stream()
                .map(row -> PersistentRepr.apply(
                                row.payload().value(store.system()),
                                row.seq(),
                                persistenceId,
                                row.adapter(),
                                false,
                                ActorRef.noSender(),
                                row.writer().toString())
                        .withTimestamp(row.at()))
                .toList();
    }

    private static Cells select(PreparedStatement statement, EntityKey key) {
        return new Cells(statement).add(key.entityType()).add(key.shard()).add(key.entity());
    }

    /** Until the rows end or the one who takes them has enough. */
    CompletionStage<Void> pages(BoundStatement query, Predicate<Row> taker) {
        return store.session()
                .executeAsync(query.setPageSize(store.settings().pageSize())
                        .setConsistencyLevel(store.consistency())
                        .setIdempotent(true))
                .thenCompose(page -> rest(page, taker));
    }

    private static CompletionStage<Void> rest(AsyncResultSet page, Predicate<Row> taker) {
        for (Row row : page.currentPage()) {
            if (!taker.test(row)) {
                return CompletableFuture.completedFuture(null);
            }
        }
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> rest(next, taker))
                : CompletableFuture.completedFuture(null);
    }
}
