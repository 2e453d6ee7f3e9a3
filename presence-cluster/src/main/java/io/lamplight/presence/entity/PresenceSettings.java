package io.lamplight.presence.entity;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * {@code lamplight.presence}, read once; its keys are told of in reference.conf.
 *
 * @param timeoutsUntilRemoval NOTIFYs in a row that may go unanswered before the subscription ends
 * @param resumeDelay between recovery and sending the newest state again
 */
public record PresenceSettings(
        Duration askTimeout,
        int maxPublications,
        int maxSubscriptions,
        int timeoutsUntilRemoval,
        int snapshotEvery,
        Duration resumeDelay,
        Duration persistBackoffMin,
        Duration persistBackoffMax) {

    public PresenceSettings {
        atLeast(1, maxPublications, "max-publications");
        atLeast(1, maxSubscriptions, "max-subscriptions");
        atLeast(1, timeoutsUntilRemoval, "notify-timeouts-until-removal");
        atLeast(10, snapshotEvery, "snapshot-every");
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
                presence.getDuration("persist-backoff.max"));
    }

    private static void atLeast(int least, int value, String key) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "lamplight.presence." + key + " = " + value + ": must be " + least + " or more");
        }
    }
}
