package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;

/**
 * A row of an entity, as {@link Statements} select it.
 *
 * @param stamp the timestamp of its write, in microseconds
 */
record EventRow(
        int part,
        int kind,
        long seq,
        UUID writer,
        long since,
        long at,
        Payload payload,
        String adapter,
        int chunks,
        long lastSeq,
        long deletedTo,
        long stamp) {

    private static final int PART = 0;
    private static final int KIND = 1;
    private static final int SEQ = 2;
    private static final int WRITER = 3;
    private static final int SINCE = 4;
    private static final int AT = 5;
    private static final int SERIALIZER = 6;
    private static final int MANIFEST = 7;
    private static final int ADAPTER = 8;
    private static final int PAYLOAD = 9;
    private static final int CHUNKS = 10;
    private static final int LAST_SEQ = 11;
    private static final int DELETED_TO = 12;
    private static final int PAYLOAD_STAMP = 13;
    private static final int HEAD_STAMP = 14;

    static EventRow of(Row row) {
        ByteBuffer bytes = row.getByteBuffer(PAYLOAD);
        return new EventRow(
                row.getByte(PART),
                row.getByte(KIND),
                row.getLong(SEQ),
                row.getUuid(WRITER),
                row.getLong(SINCE),
                row.getLong(AT),
                bytes == null
                        ? null
                        : new Payload(
                                row.getInt(SERIALIZER), Objects.requireNonNullElse(row.getString(MANIFEST), ""), bytes),
                Objects.requireNonNullElse(row.getString(ADAPTER), ""),
                row.getInt(CHUNKS),
                row.getLong(LAST_SEQ),
                row.getLong(DELETED_TO),
                Math.max(row.getLong(PAYLOAD_STAMP), row.getLong(HEAD_STAMP)));
    }

    boolean isHead() {
        return part == 0;
    }

    boolean isSnapshot() {
        return part == 1 && kind == Statements.SNAPSHOT;
    }
}
