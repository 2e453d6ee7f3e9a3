package io.lamplight.presence.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the journal counts. */
final class JournalMeters {
    private final DistributionSummary batch;
    private final Counter retries;
    private final Counter conflicts;
    private final Counter queries;

    JournalMeters(MeterRegistry registry, AtomicLong waitingBytes, AtomicInteger stalledShards) {
        batch = DistributionSummary.builder("lamplight.journal.batch")
                .description("Writes of a shard's entities that went to Cassandra together")
                .register(registry);
        retries = Counter.builder("lamplight.journal.retries")
                .description("Writes without a known outcome that were sent again")
                .register(registry);
        conflicts = Counter.builder("lamplight.journal.conflicts")
                .description("Entities whose recovery met events of two writers")
                .register(registry);
        queries = Counter.builder("lamplight.journal.queries")
                .description("Recoveries that had to ask Cassandra")
                .register(registry);
        Gauge.builder("lamplight.journal.waiting.bytes", waitingBytes, AtomicLong::get)
                .description("Bytes that wait to be written or to be acknowledged")
                .register(registry);
        Gauge.builder("lamplight.journal.stalled.shards", stalledShards, AtomicInteger::get)
                .description("Shards with a write whose outcome is unknown")
                .register(registry);
    }

    void batch(int writes) {
        batch.record(writes);
    }

    void retried() {
        retries.increment();
    }

    void conflict() {
        conflicts.increment();
    }

    void queried() {
        queries.increment();
    }
}
