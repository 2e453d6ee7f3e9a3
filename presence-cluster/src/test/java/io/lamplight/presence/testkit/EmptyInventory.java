package io.lamplight.presence.testkit;

import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.ReadJournalProvider;
import org.apache.pekko.persistence.query.scaladsl.ReadJournal;
import org.apache.pekko.persistence.query.typed.EventEnvelope;
import org.apache.pekko.persistence.query.typed.javadsl.EventsBySliceQuery;
import org.apache.pekko.stream.javadsl.Source;
import scala.Option;

/** The read journal of a cluster that has just been founded: nobody lives in any shard. */
public final class EmptyInventory implements ReadJournalProvider, EventsBySliceQuery {

    @Override
    public <E> Source<EventEnvelope<E>, NotUsed> eventsBySlices(
            String entityType, int minSlice, int maxSlice, Offset offset) {
        EventEnvelope<E> last =
                new EventEnvelope<>(Offset.noOffset(), "", 0, Option.empty(), 0, Option.empty(), entityType, minSlice);
        return Source.single(last).concat(Source.maybe());
    }

    @Override
    public int sliceForPersistenceId(String persistenceId) {
        throw new UnsupportedOperationException("keepers know their shards");
    }

    @Override
    public List<Pair<Integer, Integer>> sliceRanges(int ranges) {
        throw new UnsupportedOperationException("keepers know their shards");
    }

    @Override
    public EventsBySliceQuery javadslReadJournal() {
        return this;
    }

    @Override
    public ReadJournal scaladslReadJournal() {
        return new ReadJournal() {};
    }
}
