package io.lamplight.presence;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.typesafe.config.Config;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSession;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSessionRegistry;

/** Readiness check for Pekko Management: the journal answers a read with the consistency that recovery needs. */
public final class JournalReadiness implements Supplier<CompletionStage<Boolean>> {
    private final CassandraSession session;
    private final SimpleStatement read;

    public JournalReadiness(ActorSystem system) {
        Config config = system.settings().config().getConfig("pekko.persistence.cassandra");
        session = CassandraSessionRegistry.get(system).sessionFor("pekko.persistence.cassandra");
        read = SimpleStatement.newInstance(
                        "SELECT persistence_id FROM " + config.getString("journal.keyspace") + "."
                                + config.getString("journal.metadata-table") + " WHERE persistence_id = ?",
                        "ready")
                .setExecutionProfileName(config.getString("read-profile"));
    }

    @Override
    public CompletionStage<Boolean> get() {
        return session.selectOne(read).thenApply(row -> true);
    }
}
