package io.lamplight.presence.entity;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the journal keeps of a presentity beside its events, as the tag of the newest one: enough to leave it asleep. The
 * text is {@code due <epoch milliseconds> <publications> <subscriptions>}, or {@code empty} for one that holds nothing,
 * which the journal may forget but for its last event.
 *
 * @param due when something falls due next, in epoch milliseconds; {@link #WHO_KNOWS} if that has to be looked up
 * @param publications live ones
 * @param subscriptions live ones
 */
public record Note(long due, int publications, int subscriptions) {
    /** A due time that has always come. */
    public static final long WHO_KNOWS = 0;

    private static final String EMPTY = "empty";
    private static final String DUE = "due";
    private static final Note UNKNOWN = new Note(WHO_KNOWS, 0, 0);

    /** The text for {@code state}. */
    static String of(PresentityState state) {
        OptionalLong due = state.nextDue();
        return due.isEmpty()
                ? EMPTY
                : DUE + ' ' + due.getAsLong() + ' ' + state.livePublications() + ' ' + state.liveSubscriptions();
    }

    /**
     * Reads what {@link #of} wrote: empty for a presentity that holds nothing. Text that says nothing to us, from an event
     * without a tag or from a later version, gives a note that is due at once.
     */
    public static Optional<Note> parse(String text) {
        if (text.equals(EMPTY)) {
            return Optional.empty();
        }
        String[] words = text.split(" ", -1);
        if (words.length < 4 || !words[0].equals(DUE)) {
            return Optional.of(UNKNOWN);
        }
        try {
            return Optional.of(
                    new Note(Long.parseLong(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3])));
        } catch (NumberFormatException e) {
            return Optional.of(UNKNOWN);
        }
    }
}
