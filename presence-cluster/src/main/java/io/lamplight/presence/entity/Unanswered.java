package io.lamplight.presence.entity;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Publications whose last change was journaled after the asker's time: the publisher got 503 and does not know the new
 * entity-tag. In memory only, for the publisher tries again within seconds, or not at all.
 */
final class Unanswered {
    private final Map<String, String> idByFormerTag = new HashMap<>(0);
    private final Set<String> unclaimed = new HashSet<>(0);

    /** A refresh or modification of {@code id} went unanswered: the tag that it came with stays good. */
    void changed(String id, String formerTag) {
        idByFormerTag.values().removeIf(id::equals);
        idByFormerTag.put(formerTag, id);
    }

    /** The publication {@code id} began, and nobody knows of it. */
    void began(String id) {
        unclaimed.add(id);
    }

    /** The publisher has the newest tag of {@code id} now: older ones are no longer good. */
    void answered(String id) {
        idByFormerTag.values().removeIf(id::equals);
        unclaimed.remove(id);
    }

    /** A retransmission of the request that began {@code id} came in time. */
    void claimed(String id) {
        unclaimed.remove(id);
    }

    boolean isUnclaimed(String id) {
        return unclaimed.contains(id);
    }

    Optional<String> byFormerTag(String etag) {
        return Optional.ofNullable(idByFormerTag.get(etag));
    }

    void clear() {
        idByFormerTag.clear();
        unclaimed.clear();
    }
}
