package io.lamplight.presence.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** The snapshot store: snapshots lie where their entity's events lie, and are read with them. */
public final class CassandraSnapshots extends SnapshotStore {
    private final JournalStore store = JournalStore.get(context().system());
    private final EntityReader reader = new EntityReader(store);

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return scala(store.opened().thenCompose(open -> {
            if (!isLatest(criteria)) {
                store.recoveries().take(persistenceId);
                return reader.snapshot(persistenceId, criteria);
            }
            return reader.recover(persistenceId).thenApply(recovered -> {
                store.recoveries().put(persistenceId, recovered);
                return recovered.snapshot();
            });
        }));
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        EntityKey key = store.key(metadata.persistenceId());
        Payload payload = Payload.of(store.system(), snapshot);
        List<ByteBuffer> pieces = pieces(payload.bytes());
        return scala(store.opened().thenCompose(open -> {
            ShardWriter writer = store.writer(key);
            List<CompletableFuture<Void>> further = new ArrayList<>();
            for (int i = 1; i < pieces.size(); i++) {
                var done = new CompletableFuture<Void>();
                further.add(done);
                writer.chunk(
                        key.entity(),
                        metadata.sequenceNr(),
                        metadata.timestamp(),
                        i,
                        pieces.get(i),
                        Told.completing(done));
            }
            return CompletableFuture.allOf(further.toArray(CompletableFuture[]::new))
                    .thenCompose(all -> {
                        var done = new CompletableFuture<Void>();
                        writer.snapshot(
                                key.entity(),
                                metadata.sequenceNr(),
                                metadata.timestamp(),
                                new Payload(payload.serializer(), payload.manifest(), pieces.get(0)),
                                pieces.size(),
                                Told.completing(done));
                        return done;
                    });
        }));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return scala(delete(store.key(metadata.persistenceId()), metadata.sequenceNr(), metadata.sequenceNr()));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        EntityKey key = store.key(persistenceId);
        if (criteria.maxTimestamp() == Long.MAX_VALUE && criteria.minTimestamp() == 0) {
            return scala(delete(key, criteria.minSequenceNr(), criteria.maxSequenceNr()));
        }
        return scala(store.opened()
                .thenCompose(open -> reader.snapshots(key, criteria))
                .thenCompose(rows -> CompletableFuture.allOf(rows.stream()
                        .map(row -> delete(key, row.seq(), row.seq()).toCompletableFuture())
                        .toArray(CompletableFuture[]::new))));
    }

    private CompletionStage<Void> delete(EntityKey key, long from, long to) {
        return store.opened().thenCompose(open -> {
            var done = new CompletableFuture<Void>();
            store.writer(key).deleteSnapshots(key.entity(), from, to, Told.completing(done));
            return done;
        });
    }

    private static boolean isLatest(SnapshotSelectionCriteria criteria) {
        return criteria.maxSequenceNr() == Long.MAX_VALUE
                && criteria.maxTimestamp() == Long.MAX_VALUE
                && criteria.minSequenceNr() == 0
                && criteria.minTimestamp() == 0;
    }

    private List<ByteBuffer> pieces(ByteBuffer whole) {
        int most = store.settings().snapshotChunkBytes();
        List<ByteBuffer> pieces = new ArrayList<>();
        do {
            int size = Math.min(most, whole.remaining());
            pieces.add(whole.slice(whole.position(), size));
            whole.position(whole.position() + size);
        } while (whole.hasRemaining());
        return pieces;
    }

    private static <T> Future<T> scala(CompletionStage<T> stage) {
        return FutureConverters.asScala(stage);
    }
}
