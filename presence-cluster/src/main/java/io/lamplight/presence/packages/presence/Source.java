package io.lamplight.presence.packages.presence;

import io.lamplight.presence.body.pidf.PidfDocument;
import io.lamplight.presence.spi.Publication;
import java.time.Instant;
import java.util.Comparator;

/** One word on the user on its way into the composed document; today always a publication. */
record Source(String id, SourceClass kind, Instant publishedAt, PidfDocument document) {
    /** A total order, so that no arrival order shows through. */
    static final Comparator<Source> BY_ID = Comparator.comparing(Source::id);

    /** Among equals by our own clock: those of user agents are often wrong. */
    private static final Comparator<Source> RIGHT_FIRST = Comparator.comparing(Source::rank)
            .thenComparing(Source::publishedAt)
            .reversed()
            .thenComparing(BY_ID);

    static Source of(Publication publication) {
        PresencePackage.Content content = (PresencePackage.Content) publication.content();
        return new Source(publication.id(), SourceClass.DEVICE, publication.publishedAt(), content.document());
    }

    int rank() {
        return kind.rank();
    }

    /** Whether this one is right where both speak of the same (COMP-02). */
    boolean beats(Source other) {
        return RIGHT_FIRST.compare(this, other) < 0;
    }
}
