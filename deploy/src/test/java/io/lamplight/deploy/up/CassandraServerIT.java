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
                        session.prepare("INSERT INTO lamplight.metadata (persistence_id, deleted_to) VALUES (?, ?)");
                for (long i = 0; i < writes; i++) {
                    session.execute(insert.bind("p" + i, i));
                }
                cassandra.kill();
            }
            cassandra.restart();
            try (CqlSession session = cassandra.session()) {
                long found = session.execute("SELECT count(*) FROM lamplight.metadata")
                        .one()
                        .getLong(0);
                assertThat(found).isEqualTo(writes);
            }
        }
    }
}
