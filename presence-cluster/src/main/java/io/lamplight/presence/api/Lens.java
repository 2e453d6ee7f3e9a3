package io.lamplight.presence.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;

/**
 * What sets one watcher's view of a resource apart from the common one. Its event package made it and reads it; to all
 * others it is a key, and watchers with equal ones share each document.
 *
 * @param settings in the package's own terms
 */
public record Lens(@JsonValue Map<String, String> settings) {
    /** The common view. */
    public static final Lens NONE = new Lens(Map.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Lens {
        settings = Map.copyOf(settings);
    }

    /** What was stored or sent before there were any has none. */
    public static Lens orNone(Lens lens) {
        return lens == null ? NONE : lens;
    }

    public boolean isNone() {
        return settings.isEmpty();
    }
}
