package io.lamplight.presence.entity;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives each event of a presentity its {@link Note} for the journal. Of one event Pekko asks for it right after the event
 * handler, of several that are persisted together before; for those the notes are made beforehand.
 */
final class Notes {
    private PresentityEvent newest;
    private PresentityState afterNewest;
    private IdentityHashMap<PresentityEvent, String> ofSeveral = new IdentityHashMap<>(0);

    /** For the event handler, which gives the result on. */
    PresentityState applied(PresentityEvent event, PresentityState after) {
        newest = event;
        afterNewest = after;
        return after;
    }

    /** None, if Pekko ever asks otherwise than is said above: that is better than a wrong one. */
    Set<String> of(PresentityEvent event) {
        if (event == newest) {
            return Set.of(Note.of(afterNewest));
        }
        String note = ofSeveral.get(event);
        return note == null ? Set.of() : Set.of(note);
    }

    /**
     * The events that say {@code changes}, ready to be persisted together.
     *
     * @param now epoch milliseconds
     */
    List<PresentityEvent> prepared(PresentityState state, List<PresentityEvent> changes, long now) {
        PresentityEvent last = changes.get(changes.size() - 1);
        boolean ends =
                last instanceof PresentityEvent.PublicationEnded || last instanceof PresentityEvent.SubscriptionEnded;
        if (changes.size() == 1 && !ends) {
            return changes;
        }
        ofSeveral = new IdentityHashMap<>(changes.size() + 1);
        PresentityState after = state;
        for (PresentityEvent event : changes) {
            after = after.apply(event);
            ofSeveral.put(event, Note.of(after));
        }
        if (!ends || !after.isEmpty()) {
            return changes;
        }
        // The journal may forget all before the last event of a presentity that holds nothing any more: that one must
        // say alone which marks still count.
        Map<String, Map<String, Long>> marks = after.liveMarks(now);
        if (marks.equals(PresentityState.EMPTY.apply(last).liveMarks(now))) {
            return changes;
        }
        List<PresentityEvent> events = new ArrayList<>(changes);
        var kept = new PresentityEvent.MarksKept(marks);
        events.add(kept);
        ofSeveral.put(kept, Note.of(after.apply(kept)));
        return events;
    }
}
