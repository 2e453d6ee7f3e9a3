package io.lamplight.presence.testkit;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.typed.EventEnvelope;
import org.apache.pekko.persistence.query.typed.javadsl.EventsBySliceQuery;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;

/** A journal that tells of a shard what the test lets it tell: each scan takes the next stream that was prepared. */
public final class InventoryJournal implements EventsBySliceQuery {
    private static final int BUFFER = 65_536;

    private final Materializer materializer;
    private final Queue<Source<EventEnvelope<Object>, NotUsed>> prepared = new ConcurrentLinkedQueue<>();

    /** One scan, as the journal's side sees it. */
    public static final class Stream {
        private final BoundedSourceQueue<EventEnvelope<Object>> queue;
        private final CompletableFuture<Done> ended;

        private Stream(BoundedSourceQueue<EventEnvelope<Object>> queue, CompletableFuture<Done> ended) {
            this.queue = queue;
            this.ended = ended;
        }

        public Stream tell(String id, String note, long timestamp) {
            queue.offer(envelope("presentity|" + id, note, timestamp));
            return this;
        }

        public void tellThatThatWasAll() {
            queue.offer(envelope("", "", 0));
        }

        public void fail() {
            queue.fail(new IllegalStateException("the journal is away, says the test"));
        }

        /** Completes when nobody reads any more. */
        public CompletableFuture<Done> ended() {
            return ended;
        }
    }

    public InventoryJournal(ActorSystem<?> system) {
        materializer = Materializer.createMaterializer(system);
    }

    /** The stream that the next scan gets which is not taken by an earlier one. */
    public Stream prepare() {
        Pair<
                        Pair<BoundedSourceQueue<EventEnvelope<Object>>, CompletableFuture<Done>>,
                        Source<EventEnvelope<Object>, NotUsed>>
                made = Source.<EventEnvelope<Object>>queue(BUFFER)
                        .watchTermination((queue, done) -> Pair.create(queue, done.toCompletableFuture()))
                        .preMaterialize(materializer);
        prepared.add(made.second());
        return new Stream(made.first().first(), made.first().second());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <E> Source<EventEnvelope<E>, NotUsed> eventsBySlices(
            String entityType, int minSlice, int maxSlice, Offset offset) {
        var next = prepared.poll();
        return next == null
                ? Source.failed(new IllegalStateException("one scan more than the test prepared"))
                : next.map(envelope -> (EventEnvelope<E>) envelope);
    }

    @Override
    public int sliceForPersistenceId(String persistenceId) {
        throw new UnsupportedOperationException("keepers know their shards");
    }

    @Override
    public List<Pair<Integer, Integer>> sliceRanges(int ranges) {
        throw new UnsupportedOperationException("keepers know their shards");
    }

    private static EventEnvelope<Object> envelope(String persistenceId, String note, long timestamp) {
        return EventEnvelope.create(
                Offset.noOffset(), persistenceId, persistenceId.isEmpty() ? 0 : 1, note, timestamp, "presentity", 0);
    }
}
