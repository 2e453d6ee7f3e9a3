package io.lamplight.presence.entity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lamplight.presence.api.EventName;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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

    int livePublications() {
        return packages.values().stream().mapToInt(p -> p.publications().size()).sum();
    }

    int liveSubscriptions() {
        return packages.values().stream()
                .mapToInt(p -> p.subscriptions().size())
                .sum();
    }

    /** Marks whose time is not over, by the event name's text. */
    Map<String, Map<String, Long>> liveMarks(long now) {
        Map<String, Map<String, Long>> live = new TreeMap<>();
        packages.forEach((name, pack) -> {
            Map<String, Long> marks = new HashMap<>(pack.marks());
            marks.values().removeIf(end -> end <= now);
            if (!marks.isEmpty()) {
                live.put(name, Map.copyOf(marks));
            }
        });
        return live;
    }

    /** The state after {@code event}, whichever it is. */
    PresentityState apply(PresentityEvent event) {
        if (event instanceof PresentityEvent.Published e) {
            return apply(e);
        } else if (event instanceof PresentityEvent.PublicationRefreshed e) {
            return apply(e);
        } else if (event instanceof PresentityEvent.PublicationEnded e) {
            return apply(e);
        } else if (event instanceof PresentityEvent.Subscribed e) {
            return apply(e);
        } else if (event instanceof PresentityEvent.Resubscribed e) {
            return apply(e);
        } else if (event instanceof PresentityEvent.SubscriptionEnded e) {
            return apply(e);
        } else if (event instanceof PresentityEvent.Renotified e) {
            return apply(e);
        } else if (event instanceof PresentityEvent.NotifyDeferred e) {
            return apply(e);
        } else if (event instanceof PresentityEvent.MarksKept e) {
            return apply(e);
        }
        throw new IllegalStateException("no verb for " + event.getClass());
    }

    PresentityState apply(PresentityEvent.Published event) {
        return change(event.event(), p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.PublicationRefreshed event) {
        return change(event.event(), p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.PublicationEnded event) {
        return change(event.event(), p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.Subscribed event) {
        return change(event.event(), p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.Resubscribed event) {
        return change(event.event(), p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.SubscriptionEnded event) {
        return change(event.event(), p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.Renotified event) {
        return change(event.event(), p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.NotifyDeferred event) {
        return change(event.event(), p -> p.apply(event));
    }

    PresentityState apply(PresentityEvent.MarksKept event) {
        Set<String> names = new HashSet<>(packages.keySet());
        names.addAll(event.marks().keySet());
        PresentityState next = this;
        for (String name : names) {
            Map<String, Long> marks = event.marks().getOrDefault(name, Map.of());
            next = next.change(new EventName(name), p -> p.withMarks(marks));
        }
        return next;
    }

    private PresentityState change(EventName event, UnaryOperator<PackageState> change) {
        PackageState next = change.apply(of(event));
        Map<String, PackageState> all = new TreeMap<>(packages);
        if (next.isEmpty() && next.marks().isEmpty()) {
            all.remove(event.value());
        } else {
            all.put(event.value(), next);
        }
        return new PresentityState(Collections.unmodifiableMap(all));
    }
}
