package io.lamplight.presence.spi;

import io.lamplight.presence.api.EventName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The packages that are switched on, in configured order. */
public final class EventPackages {
    private final Map<EventName, Registered> byName = new LinkedHashMap<>();
    private final String allowEvents;

    /** A package with the lifetimes that hold for it here. */
    public record Registered(EventPackage pack, Expiry expiry) {}

    private EventPackages(Collection<Registered> packages) {
        for (Registered registered : packages) {
            if (byName.put(registered.pack().name(), registered) != null) {
                throw new IllegalArgumentException(
                        "two event packages are called " + registered.pack().name());
            }
        }
        allowEvents =
                String.join(", ", byName.keySet().stream().map(EventName::value).toList());
    }

    /** With each package's own lifetimes. */
    public static EventPackages of(EventPackage... packages) {
        return of(List.of(packages), UnaryOperator.identity());
    }

    /** With lifetimes adjusted, as by configuration. */
    public static EventPackages of(Collection<? extends EventPackage> packages, UnaryOperator<Registered> adjust) {
        return new EventPackages(packages.stream()
                .map(pack -> adjust.apply(new Registered(pack, pack.expiry())))
                .toList());
    }

    public Optional<Registered> find(EventName name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Registered> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** Value of the Allow-Events header (RFC 6665 §8.2.2). */
    public String allowEvents() {
        return allowEvents;
    }
}
