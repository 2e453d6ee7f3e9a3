package io.lamplight.deploy.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.lamplight.deploy.support.TestCassandra;
import org.junit.jupiter.api.Test;

class CassandraServerIT {
    @Test
    void keepsEveryAcknowledgedWriteOverAKill() {
        int writes = 200;
        try (TestCassandra cassandra = TestCassandra.start("CassandraServerIT")) {
            try (CqlSession session = cassandra.session()) {
                PreparedStatement insert =
                        session.prepare("INSERT INTO lamplight.schema_version (version, file) VALUES (?, ?)");
                for (int i = 1; i <= writes; i++) {
                    session.execute(insert.bind(1000 + i, "p" + i));
                }
                cassandra.kill();
            }
            cassandra.restart();
            try (CqlSession session = cassandra.session()) {
                long found = session.execute(
                                "SELECT count(*) FROM lamplight.schema_version WHERE version > 1000 ALLOW FILTERING")
                        .one()
                        .getLong(0);
                assertThat(found).isEqualTo(writes);
            }
        }
    }
}
