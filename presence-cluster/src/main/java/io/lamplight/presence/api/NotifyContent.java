package io.lamplight.presence.api;

import java.util.Map;

/**
 * What a NOTIFY shows, encoded once for all watchers that get it.
 *
 * @param body the body without its per-watcher version number
 * @param versionAt where in {@code body} the edge writes the line's version in decimal digits, or -1
 * @param headers further headers, for packages whose state travels there
 */
public record NotifyContent(MediaType type, Bytes body, int versionAt, Map<String, String> headers) {
    public static final int NO_VERSION = -1;

    public NotifyContent {
        headers = Map.copyOf(headers);
        if (versionAt < NO_VERSION || versionAt > body.length()) {
            throw new IllegalArgumentException("version at " + versionAt + " of " + body.length());
        }
    }

    public static NotifyContent of(MediaType type, Bytes body) {
        return new NotifyContent(type, body, NO_VERSION, Map.of());
    }
}
