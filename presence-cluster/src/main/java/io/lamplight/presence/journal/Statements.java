package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The statements of the journal, prepared once. The columns are explained where the table is made. */
record Statements(
        PreparedStatement insertEvent,
        PreparedStatement insertHead,
        PreparedStatement insertSnapshot,
        PreparedStatement insertChunk,
        PreparedStatement deleteEvents,
        PreparedStatement noteDeletion,
        PreparedStatement deleteSnapshots,
        PreparedStatement deleteChunks,
        PreparedStatement readEntity,
        PreparedStatement readEvents,
        PreparedStatement readSnapshots,
        PreparedStatement readChunks,
        PreparedStatement readHeads,
        PreparedStatement readHead) {

    static final int HEAD = 0;
    static final int SNAPSHOT = 0;
    static final int EVENT = 1;

    private static final String SHARD = " WHERE entity_type = ? AND shard = ?";
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";
    private static final String ROW =
            "part, kind, seq, writer, since, written_at, serializer, manifest, adapter, payload, chunks, last_seq,"
                    + " deleted_to, WRITETIME(payload), WRITETIME(last_seq)";

    static CompletionStage<Statements> prepare(CqlSession session, String table) {
        List<CompletableFuture<PreparedStatement>> all = Stream.of(
                        "INSERT INTO " + table + " (entity_type, shard, part, entity, kind, seq, writer, since,"
                                + " written_at, serializer, manifest, adapter, payload)"
                                + " VALUES (?, ?, 1, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?",
                        "INSERT INTO " + table + " (entity_type, shard, part, entity, kind, seq, writer, written_at,"
                                + " last_seq, note, deleted_to) VALUES (?, ?, 0, ?, 0, 0, " + NOBODY
                                + ", ?, ?, ?, ?) USING TTL ?",
                        "INSERT INTO " + table + " (entity_type, shard, part, entity, kind, seq, writer, since,"
                                + " written_at, serializer, manifest, payload, chunks)"
                                + " VALUES (?, ?, 1, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?",
                        "INSERT INTO " + table + " (entity_type, shard, part, entity, kind, seq, writer, payload)"
                                + " VALUES (?, ?, 2, ?, 0, ?, ?, ?) USING TTL ?",
                        "DELETE FROM " + table + SHARD + " AND part = 1 AND entity = ? AND kind = 1 AND seq <= ?",
                        "UPDATE " + table + " USING TTL ? SET deleted_to = ?" + SHARD
                                + " AND part = 0 AND entity = ? AND kind = 0 AND seq = 0 AND writer = " + NOBODY,
                        "DELETE FROM " + table + SHARD
                                + " AND part = 1 AND entity = ? AND kind = 0 AND seq >= ? AND seq <= ?",
                        "DELETE FROM " + table + SHARD
                                + " AND part = 2 AND entity = ? AND kind = 0 AND seq >= ? AND seq <= ?",
                        "SELECT " + ROW + " FROM " + table + SHARD + " AND part IN (0, 1) AND entity = ?",
                        "SELECT " + ROW + " FROM " + table + SHARD
                                + " AND part = 1 AND entity = ? AND kind = 1 AND seq >= ? AND seq <= ?",
                        "SELECT " + ROW + " FROM " + table + SHARD + " AND part = 1 AND entity = ? AND kind = 0",
                        "SELECT writer, payload FROM " + table + SHARD
                                + " AND part = 2 AND entity = ? AND kind = 0 AND seq = ?",
                        "SELECT entity, written_at, last_seq, note, WRITETIME(last_seq) FROM " + table + SHARD
                                + " AND part = 0",
                        "SELECT last_seq, deleted_to FROM " + table + SHARD + " AND part = 0 AND entity = ?")
                .map(query -> session.prepareAsync(query).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(done -> {
            var next = all.iterator();
            return new Statements(
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join(),
                    next.next().join());
        });
    }
}
