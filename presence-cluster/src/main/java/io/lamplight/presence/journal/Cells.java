package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Fills a statement's values in their order, encoded as CQL does it; what is left out stays unset. */
final class Cells {
    private final BoundStatementBuilder statement;
    private int next;

    Cells(PreparedStatement prepared) {
        statement = prepared.boundStatementBuilder();
    }

    /** Text and numbers that many statements share are encoded once. */
    static ByteBuffer encoded(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static ByteBuffer encoded(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
    }

    Cells add(ByteBuffer bytes) {
        statement.setBytesUnsafe(next++, bytes);
        return this;
    }

    Cells add(String text) {
        return add(encoded(text));
    }

    Cells add(int number) {
        return add(encoded(number));
    }

    Cells add(long number) {
        return add(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }

    Cells add(UUID uuid) {
        return add(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(0, uuid.getMostSignificantBits())
                .putLong(Long.BYTES, uuid.getLeastSignificantBits()));
    }

    Cells addUnlessEmpty(String text) {
        return text.isEmpty() ? skip() : add(text);
    }

    Cells skip() {
        next++;
        return this;
    }

    BoundStatement done() {
        return statement.build();
    }
}
