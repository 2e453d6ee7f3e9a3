package io.lamplight.presence.entity;

import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known of NOTIFYs under way. In memory only: what it forgets in a crash, the resending after recovery covers.
 */
final class DeliveryWatch {
    /** 64*T1, the life of a NOTIFY transaction (RFC 3261 §17.1.2.2), and some time to hear of it. */
    static final long TRANSACTION_MILLIS = 40_000;

    /** What follows from a failed NOTIFY. */
    enum Verdict {
        END,
        RETRY_NOW,
        RETRY_LATER
    }

    private static final int REQUEST_TIMEOUT = 408;

    private final PresenceSettings settings;
    private final Map<EventName, Long> lastSent = new HashMap<>(4);
    private final Map<String, Integer> timeouts = new HashMap<>(0);
    private final Set<String> retried = new HashSet<>(0);

    DeliveryWatch(PresenceSettings settings) {
        this.settings = settings;
    }

    void sent(EventName event, long now) {
        lastSent.put(event, now);
    }

    boolean mayBeUnderWay(EventName event, long now) {
        Long last = lastSent.get(event);
        return last != null && now - last < TRANSACTION_MILLIS;
    }

    /** The watcher was heard of: earlier failures no longer count. */
    void subscribed(String localTag) {
        ended(localTag);
    }

    void ended(String localTag) {
        timeouts.remove(localTag);
        retried.remove(localTag);
    }

    Verdict failed(NotifyFailed failed) {
        if (failed.retryAfterSeconds() >= 0 && retried.add(failed.localTag())) {
            return Verdict.RETRY_LATER;
        }
        if (failed.code() == REQUEST_TIMEOUT
                && timeouts.merge(failed.localTag(), 1, Integer::sum) < settings.timeoutsUntilRemoval()) {
            return Verdict.RETRY_NOW;
        }
        return Verdict.END;
    }
}
