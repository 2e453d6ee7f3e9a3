package io.lamplight.deploy.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.lamplight.deploy.CannotStart;
import io.lamplight.deploy.support.CassandraExtension;
import io.lamplight.deploy.support.TestCassandra;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CassandraExtension.class)
class SchemaIT {
    @Test
    void appliesEachFileOnce(TestCassandra cassandra) {
        try (CqlSession session = cassandra.session()) {
            // The support class applied it when it started.
            assertThat(Schema.apply(session, Schema.ONE_COPY)).isEmpty();
            Row row = session.execute("SELECT file FROM lamplight.schema_version WHERE version = 1")
                    .one();
            assertThat(row).isNotNull();
            assertThat(row.getString("file")).isEqualTo("001-journal.cql");
        }
    }

    @Test
    void appliesAFileAgainWhoseRecordGotLost(TestCassandra cassandra) {
        try (CqlSession session = cassandra.session()) {
            session.execute("TRUNCATE lamplight.schema_version");
            assertThat(Schema.apply(session, Schema.ONE_COPY)).containsExactly("001-journal.cql");
        }
    }

    @Test
    void refusesAKeyspaceOfANewerLamplight(TestCassandra cassandra) {
        try (CqlSession session = cassandra.session()) {
            session.execute("INSERT INTO lamplight.schema_version (version, file) VALUES (999, 'x')");
            try {
                assertThatThrownBy(() -> Schema.apply(session, Schema.ONE_COPY))
                        .isInstanceOf(CannotStart.class)
                        .hasMessage("the keyspace lamplight was written by a newer Lamplight (schema 999;"
                                + " this one knows 1)");
            } finally {
                session.execute("DELETE FROM lamplight.schema_version WHERE version = 999");
            }
        }
    }
}
