package io.lamplight.presence.entity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lamplight.presence.api.EventName;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All that a presentity is, apart from what can be computed from it. Also the snapshot.
 *
 * @param packages by the event name's text; a package that holds nothing is not in it
 */
record PresentityState(Map<String, PackageState> packages) {
    static final PresentityState EMPTY = new PresentityState(Map.of());

    PackageState of(EventName event) {
        return packages.getOrDefault(event.value(), PackageState.EMPTY);
    }

    /** Nothing is published and nobody watches; marks alone need no living actor, recovery brings them back. */
    @JsonIgnore
    boolean isEmpty() {
        return packages.values().stream().allMatch(PackageState::isEmpty);
    }

    OptionalLong nextDue() {
        return packages.values().stream()
                .map(PackageState::nextDue)
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    PresentityState apply(PresentityEvent.Published event) {
        return change(event, p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.PublicationRefreshed event) {
        return change(event, p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.PublicationEnded event) {
        return change(event, p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.Subscribed event) {
        return change(event, p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.Resubscribed event) {
        return change(event, p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.SubscriptionEnded event) {
        return change(event, p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.Renotified event) {
        return change(event, p -> p.apply(event));
    }

    private PresentityState change(PresentityEvent event, UnaryOperator<PackageState> change) {
        PackageState next = change.apply(of(event.event()));
        Map<String, PackageState> all = new TreeMap<>(packages);
        if (next.isEmpty() && next.marks().isEmpty()) {
            all.remove(event.event().value());
        } else {
            all.put(event.event().value(), next);
        }
        return new PresentityState(Collections.unmodifiableMap(all));
    }
}
