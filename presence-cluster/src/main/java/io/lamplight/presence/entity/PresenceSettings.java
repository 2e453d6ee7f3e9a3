package io.lamplight.presence.entity;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code lamplight.presence}, read once; its keys are told of in reference.conf.
 *
 * @param timeoutsUntilRemoval NOTIFYs in a row that may go unanswered before the subscription ends
 * @param resumeDelay between recovery and sending the newest state again
 * @param idleAfter without a command, with nothing under way and nothing due so soon, a presentity leaves memory
 */
public record PresenceSettings(
        Duration askTimeout,
        int maxPublications,
        int maxSubscriptions,
        int timeoutsUntilRemoval,
        int snapshotEvery,
        Duration resumeDelay,
        Duration persistBackoffMin,
        Duration persistBackoffMax,
        Duration idleAfter) {

    private static final Duration SHORTEST_IDLE = Duration.ofSeconds(1);

    public PresenceSettings {
        atLeast(1, maxPublications, "max-publications");
        atLeast(1, maxSubscriptions, "max-subscriptions");
        atLeast(1, timeoutsUntilRemoval, "notify-timeouts-until-removal");
        atLeast(10, snapshotEvery, "snapshot-every");
        if (idleAfter.compareTo(SHORTEST_IDLE) < 0) {
            throw new IllegalArgumentException(
                    "lamplight.presence.idle-after = " + idleAfter.toMillis() + "ms: must be 1s or more");
        }
    }

    public static PresenceSettings from(Config config) {
        Config presence = config.getConfig("lamplight.presence");
        return new PresenceSettings(
                presence.getDuration("ask-timeout"),
                presence.getInt("max-publications"),
                presence.getInt("max-subscriptions"),
                presence.getInt("notify-timeouts-until-removal"),
                presence.getInt("snapshot-every"),
                presence.getDuration("resume-delay"),
                presence.getDuration("persist-backoff.min"),
                presence.getDuration("persist-backoff.max"),
                presence.getDuration("idle-after"));
    }

    private static void atLeast(int least, int value, String key) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "lamplight.presence." + key + " = " + value + ": must be " + least + " or more");
        }
    }
}
