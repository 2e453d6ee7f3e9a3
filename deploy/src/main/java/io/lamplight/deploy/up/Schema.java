package io.lamplight.deploy.up;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.lamplight.deploy.CannotStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The tables, from the numbered files under {@code cassandra/}: each is applied once, in order, and recorded in
 * {@code lamplight.schema_version}. One process does it before the first node starts.
 */
public final class Schema {
    /** What a keyspace on one machine can have. */
    public static final String ONE_COPY = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

    static final List<String> FILES = List.of("001-journal.cql");

    private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*--.*$");

    private Schema() {}

    /**
     * Brings the keyspace up to date.
     *
     * @param replication as in {@code CREATE KEYSPACE ... WITH replication = ...}; counts only when the keyspace is new
     * @return the files that were applied now
     * @throws CannotStart when the keyspace is newer than this Lamplight
     */
    public static List<String> apply(CqlSession session, String replication) {
        NavigableSet<Integer> applied = appliedVersions(session);
        int newest = FILES.size();
        if (!applied.isEmpty() && applied.last() > newest) {
            throw new CannotStart("the keyspace lamplight was written by a newer Lamplight (schema " + applied.last()
                    + "; this one knows " + newest + ")");
        }
        List<String> now = new ArrayList<>();
        for (int version = 1; version <= newest; version++) {
            if (!applied.contains(version)) {
                String file = FILES.get(version - 1);
                applyFile(session, version, file, replication);
                now.add(file);
            }
        }
        return now;
    }

    private static NavigableSet<Integer> appliedVersions(CqlSession session) {
        TreeSet<Integer> versions = new TreeSet<>();
        // Asked of the system's own tables, since an empty Cassandra has none of ours.
        boolean known = session.execute("SELECT table_name FROM system_schema.tables"
                                + " WHERE keyspace_name = 'lamplight' AND table_name = 'schema_version'")
                        .one()
                != null;
        if (known) {
            session.execute("SELECT version FROM lamplight.schema_version")
                    .forEach(row -> versions.add(row.getInt("version")));
        }
        return versions;
    }

    private static void applyFile(CqlSession session, int version, String file, String replication) {
        for (String statement : statements(Home.resource("/cassandra/" + file, Map.of("replication", replication)))) {
            ResultSet result = session.execute(statement);
            if (!result.getExecutionInfo().isSchemaInAgreement()) {
                throw new CannotStart(
                        "the Cassandra nodes do not agree on the schema after " + file + "; is one of them down?");
            }
        }
        session.execute(SimpleStatement.newInstance(
                "INSERT INTO lamplight.schema_version (version, file, applied_at) VALUES (?, ?, ?)",
                version,
                file,
                Instant.now()));
    }

    /** Splits at semicolons; comments are whole lines, and no statement of ours has a semicolon in a text. */
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        for (String part : COMMENT.matcher(script).replaceAll("").split(";", -1)) {
            if (!part.isBlank()) {
                statements.add(part.strip());
            }
        }
        return statements;
    }
}
