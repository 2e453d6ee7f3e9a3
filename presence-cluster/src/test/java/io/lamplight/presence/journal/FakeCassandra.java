package io.lamplight.presence.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is sent lies here until the test says what becomes of it; time stands still. */
final class FakeCassandra implements ShardWriter.Environment {
    /** A batch that was sent, once for each attempt. */
    record Sent(List<Write> writes, long micros, CompletableFuture<Void> answer) {
        List<String> entities() {
            return writes.stream().map(write -> write.entity).toList();
        }
    }

    static final Instant NOW = Instant.ofEpochMilli(1_000_000);

    final Deque<Sent> sent = new ArrayDeque<>();
    final Queue<Duration> pauses = new ArrayDeque<>();
    final Queue<Runnable> postponed = new ArrayDeque<>();
    final List<Throwable> stalls = new ArrayList<>();
    Predicate<Write> bindable = write -> true;
    int moves;
    long waitingBytes;
    Instant now = NOW;

    private final JournalSettings settings;

    FakeCassandra(JournalSettings settings) {
        this.settings = settings;
    }

    Sent last() {
        return sent.getLast();
    }

    /** The pause is over. */
    void again() {
        postponed.remove().run();
    }

    @Override
    public JournalSettings settings() {
        return settings;
    }

    @Override
    public Clock clock() {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    @Override
    public Supplier<CompletionStage<?>> batch(Write.Partition partition, List<Write> writes, long micros) {
        writes.stream().filter(bindable.negate()).findFirst().ifPresent(write -> {
            throw new IllegalArgumentException("cannot send " + write.entity);
        });
        List<Write> copy = List.copyOf(writes);
        return () -> {
            var one = new Sent(copy, micros, new CompletableFuture<>());
            sent.add(one);
            return one.answer();
        };
    }

    @Override
    public boolean admit(int bytes) {
        if (waitingBytes + bytes > settings.maxWaitingBytes()) {
            return false;
        }
        waitingBytes += bytes;
        return true;
    }

    @Override
    public void release(int bytes) {
        waitingBytes -= bytes;
    }

    @Override
    public void later(Duration pause, Runnable what) {
        pauses.add(pause);
        postponed.add(what);
    }

    @Override
    public void stalled(ShardWriter writer, Throwable why) {
        stalls.add(why);
    }

    @Override
    public void moved(ShardWriter writer) {
        moves++;
    }
}
