package io.lamplight.presence.entity;

import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.PresentityCommand.NotifyFailed;
import java.util.HashMap;
import java.util.Map;

/**
 * What is known of NOTIFYs under way. In memory only: what it forgets in a crash, the keeper's {@code Wake} with resending
 * covers, and a presentity leaves memory only when all is settled.
 */
final class DeliveryWatch {
    /** 64*T1, the life of a NOTIFY transaction (RFC 3261 §17.1.2.2), and some time to hear of it. */
    static final long TRANSACTION_MILLIS = 40_000;

    /** What follows from a failed NOTIFY. */
    enum Verdict {
        END,
        RETRY_NOW,
        RETRY_LATER,

        /** A later NOTIFY, sent or to be sent, decides. */
        NONE
    }

    private static final int REQUEST_TIMEOUT = 408;
    private static final int NO_SUCH_SUBSCRIPTION = 481;

    private final PresenceSettings settings;
    private final Map<EventName, Long> lastSent = new HashMap<>(4);
    private final Map<String, Integer> timeouts = new HashMap<>(0);
    private final Map<String, Long> retriedAt = new HashMap<>(0);
    private final Map<String, Long> heardAt = new HashMap<>(0);

    DeliveryWatch(PresenceSettings settings) {
        this.settings = settings;
    }

    void sent(EventName event, long now) {
        lastSent.put(event, now);
    }

    /** Whether no NOTIFY can be under way any more. */
    boolean isSettled(long now) {
        return lastSent.values().stream().allMatch(last -> now - last >= TRANSACTION_MILLIS);
    }

    boolean mayBeUnderWay(EventName event, long now) {
        Long last = lastSent.get(event);
        return last != null && now - last < TRANSACTION_MILLIS;
    }

    /** The watcher was heard of, perhaps from a new place: failures of NOTIFYs before {@code cseq} no longer count. */
    void subscribed(String localTag, long cseq) {
        ended(localTag);
        if (cseq > 1) {
            heardAt.put(localTag, cseq);
        }
    }

    void ended(String localTag) {
        timeouts.remove(localTag);
        retriedAt.remove(localTag);
        heardAt.remove(localTag);
    }

    /** The time that a Retry-After named is over, and a NOTIFY goes out. */
    void retried(String localTag, long now) {
        retriedAt.put(localTag, now);
    }

    /**
     * RFC 6665 §4.2.2: a 481 always ends the subscription; with Retry-After one more is tried, and it decides.
     *
     * @param deferred whether one more is to be tried already
     */
    Verdict failed(NotifyFailed failed, boolean deferred, long now) {
        String tag = failed.localTag();
        if (failed.cseq() < heardAt.getOrDefault(tag, 0L)) {
            return Verdict.NONE;
        }
        if (failed.retryAfterSeconds() >= 0 && failed.code() != NO_SUCH_SUBSCRIPTION) {
            Long last = retriedAt.get(tag);
            if (last != null && now - last < TRANSACTION_MILLIS) {
                return Verdict.END;
            }
            return deferred ? Verdict.NONE : Verdict.RETRY_LATER;
        }
        if (failed.code() == REQUEST_TIMEOUT
                && timeouts.merge(tag, 1, Integer::sum) < settings.timeoutsUntilRemoval()) {
            return Verdict.RETRY_NOW;
        }
        return Verdict.END;
    }
}
