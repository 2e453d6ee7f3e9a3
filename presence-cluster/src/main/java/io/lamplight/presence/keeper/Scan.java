package io.lamplight.presence.keeper;

import io.lamplight.presence.api.PresentityMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.typed.EventEnvelope;
import org.apache.pekko.persistence.query.typed.javadsl.EventsBySliceQuery;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Reads from the journal who lives in a shard. The stream stays open after the last one was told, for as long as the actor
 * whose context it was opened with: while it is open, the journal knows each entity of the shard.
 */
final class Scan {
    /** What one message to the keeper holds at most. */
    private static final int BATCH = 512;

    /** For the keeper to take a batch; far more than it needs. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * An entity that the journal knows.
     *
     * @param id empty in the entry that says that all were told
     * @param note as the journal keeps it
     * @param timestamp epoch milliseconds of the newest event
     */
    record Entry(String id, String note, long timestamp) {
        boolean isLast() {
            return id.isEmpty();
        }
    }

    /** Some of the entities, to be acknowledged. */
    record Found(Scan scan, List<Entry> entries, ActorRef<Done> replyTo) implements PresentityMessage {}

    /** The stream has ended, which it never does by itself. */
    record Ended(Scan scan, Throwable failure) implements PresentityMessage {}

    private UniqueKillSwitch stop;

    private Scan() {}

    /** Opens the stream; {@link Found} and {@link Ended} go to the actor of {@code context}. */
    static Scan open(
            EventsBySliceQuery journal,
            String entityType,
            int shard,
            ActorContext<PresentityMessage> context,
            Materializer materializer) {
        var scan = new Scan();
        ActorRef<PresentityMessage> keeper = context.getSelf();
        Pair<UniqueKillSwitch, CompletionStage<Done>> running = journal.<String>eventsBySlices(
                        entityType, shard, shard, Offset.noOffset())
                .map(Scan::entry)
                .viaMat(KillSwitches.single(), Keep.right())
                .batch(BATCH, Scan::first, Scan::more)
                .mapAsync(
                        1,
                        entries -> AskPattern.<PresentityMessage, Done>ask(
                                keeper,
                                replyTo -> new Found(scan, entries, replyTo),
                                PATIENCE,
                                context.getSystem().scheduler()))
                .toMat(Sink.ignore(), Keep.both())
                .run(materializer);
        scan.stop = running.first();
        context.pipeToSelf(
                running.second(),
                (done, failure) -> new Ended(
                        scan, failure == null ? new IllegalStateException("the journal ended the scan") : failure));
        return scan;
    }

    void close() {
        stop.shutdown();
    }

    private static Entry entry(EventEnvelope<String> envelope) {
        String id = envelope.persistenceId();
        return new Entry(
                id.isEmpty() ? id : PersistenceId.extractEntityId(id),
                envelope.getOptionalEvent().orElse(""),
                envelope.timestamp());
    }

    private static List<Entry> first(Entry entry) {
        return more(new ArrayList<>(), entry);
    }

    private static List<Entry> more(List<Entry> entries, Entry entry) {
        entries.add(entry);
        return entries;
    }
}
