package io.lamplight.presence.spi;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One event package (RFC 6665 §7): which bodies it takes, and what it shows. Pure: no actor, no SIP stack, no clock, no
 * I/O; the same arguments give the same result, byte for byte. It grows by default methods, and the contract kit
 * ({@code EventPackageContract}) grows first.
 */
public interface EventPackage {
    EventName name();

    /** Body types that PUBLISH may carry, others get 415; empty when the package cannot be published. */
    Set<MediaType> publishTypes();

    /** Body types that NOTIFY may carry; the first is the default when the watcher names none. */
    List<MediaType> notifyTypes();

    /** Used where the configuration has no other. */
    Expiry expiry();

    /**
     * Reads a published body.
     *
     * @throws BadBody and nothing else, whatever the bytes are
     */
    Parsed parse(MediaType type, Bytes body) throws BadBody;

    /**
     * Parameters of the Event header, in lower case, by which a SUBSCRIBE may ask for a view of its own (RFC 6665
     * §7.2); others are ignored.
     */
    default Set<String> eventParameters() {
        return Set.of();
    }

    /**
     * What a SUBSCRIBE with these parameters is to see. It stays with the subscription until the next SUBSCRIBE, and
     * comes back to {@link #render} as {@link View#lens}. No parameters: {@link Lens#NONE}.
     *
     * @param parameters those of {@link #eventParameters} that were there, without quotes; one without value is empty
     */
    default Lens lens(Map<String, String> parameters) throws BadParameter {
        return Lens.NONE;
    }

    /**
     * Composes the document for all watchers with one lens; also when nothing is published. Equal views give equal
     * bytes.
     */
    NotifyContent render(View view, MediaType type);

    /**
     * Whether documents report a change once, as a dialog's end, so that the one sent for a change differs from the one
     * that a SUBSCRIBE gets right after it. Where false, {@link View#change} is always empty.
     */
    default boolean reportsChanges() {
        return false;
    }

    /**
     * What must be remembered of a change after the publication itself is gone, each with the time until which:
     * a tombstone, for one. Kept by the presentity and shown to {@link #render} as {@link View#marks}.
     */
    default Map<String, Instant> marks(Change change, Instant now) {
        return Map.of();
    }

    /**
     * Whether a mark whose time is over must stay, since a live publication would be shown otherwise than until now.
     * Asked at each change; between changes nothing that is shown changes by itself.
     */
    default boolean stillMatters(String mark, List<Publication> live) {
        return false;
    }

    /**
     * Documents of the default type as one publisher sends them one after the other, each shown otherwise than the one
     * before: what a node warms up with. None, if the package cannot be published.
     */
    default List<Bytes> samples() {
        return List.of();
    }
}
