package io.lamplight.presence.spi;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Lens;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a document is composed from.
 *
 * @param publications the live ones, in no order that a package may rely on
 * @param change what the document is to report once (a terminated dialog); empty for a document asked for by SUBSCRIBE
 * @param marks what {@link EventPackage#marks} asked to remember and is not forgotten yet
 * @param lens whose view it is, as {@link EventPackage#lens} put it
 */
public record View(
        Aor resource,
        List<Publication> publications,
        Optional<Change> change,
        Set<String> marks,
        Instant now,
        Lens lens) {
    public View {
        publications = List.copyOf(publications);
        marks = Set.copyOf(marks);
    }

    /** The common view. */
    public View(Aor resource, List<Publication> publications, Optional<Change> change, Set<String> marks, Instant now) {
        this(resource, publications, change, marks, now, Lens.NONE);
    }
}
