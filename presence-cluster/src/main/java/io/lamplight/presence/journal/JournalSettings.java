package io.lamplight.presence.journal;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code lamplight.journal}, read once; its keys are told of in reference.conf. */
record JournalSettings(
        String table,
        int shards,
        int maxBatchBytes,
        int maxBatchWrites,
        long maxWaitingBytes,
        int pageSize,
        int snapshotChunkBytes,
        Duration retryMin,
        Duration retryMax,
        String emptyTag,
        Duration forgetAfter,
        Set<String> passingTypes,
        Duration passingForgetAfter) {

    private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*");

    JournalSettings {
        passingTypes = Set.copyOf(passingTypes);
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "lamplight.journal.table = " + table + ": must be KEYSPACE.TABLE, in small letters, digits and _");
        }
        atLeast(1, shards, "shards");
        atLeast(1024, maxBatchBytes, "max-batch-bytes");
        atLeast(1, maxBatchWrites, "max-batch-writes");
        atLeast(maxBatchBytes, maxWaitingBytes, "max-waiting-bytes");
        atLeast(10, pageSize, "page-size");
        atLeast(1024, snapshotChunkBytes, "snapshot-chunk-bytes");
        atLeast(1, retryMin.toMillis(), "retry.min");
        atLeast(retryMin.toMillis(), retryMax.toMillis(), "retry.max");
        atLeast(60, forgetAfter.toSeconds(), "forget-after");
        atLeast(60, passingForgetAfter.toSeconds(), "passing.forget-after");
    }

    static JournalSettings from(Config config) {
        Config journal = config.getConfig("lamplight.journal");
        return new JournalSettings(
                journal.getString("table"),
                config.getInt("pekko.cluster.sharding.number-of-shards"),
                Math.toIntExact(journal.getBytes("max-batch-bytes")),
                journal.getInt("max-batch-writes"),
                journal.getBytes("max-waiting-bytes"),
                journal.getInt("page-size"),
                Math.toIntExact(journal.getBytes("snapshot-chunk-bytes")),
                journal.getDuration("retry.min"),
                journal.getDuration("retry.max"),
                journal.getString("empty-tag"),
                journal.getDuration("forget-after"),
                Set.copyOf(journal.getStringList("passing.types")),
                journal.getDuration("passing.forget-after"));
    }

    /** How long Cassandra keeps what an entity of that type writes, in seconds; 0 is for ever. */
    int timeToLive(String entityType, boolean empty) {
        if (passingTypes.contains(entityType)) {
            return Math.toIntExact(passingForgetAfter.toSeconds());
        }
        return empty ? Math.toIntExact(forgetAfter.toSeconds()) : 0;
    }

    private static void atLeast(long least, long value, String key) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "lamplight.journal." + key + " = " + value + ": must be " + least + " or more");
        }
    }
}
