package io.lamplight.presence.keeper;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The keepers' part of {@code lamplight.presence}, read once; its keys are told of in reference.conf.
 *
 * @param remembered id of the read journal that knows who lives in a shard
 * @param wakesAtOnce presentities of one shard that are on their way into memory at one time
 * @param wakeAhead so long before something falls due its presentity is woken
 * @param scanBackoffMin before a scan that failed starts anew
 * @param scanBackoffMax the same, after many failures
 */
public record KeeperSettings(
        String remembered, int wakesAtOnce, Duration wakeAhead, Duration scanBackoffMin, Duration scanBackoffMax) {

    private static final Duration LONGEST_AHEAD = Duration.ofSeconds(5);

    public KeeperSettings {
        if (wakesAtOnce < 1) {
            throw new IllegalArgumentException(
                    "lamplight.presence.wakes-at-once = " + wakesAtOnce + ": must be 1 or more");
        }
        if (wakeAhead.isNegative() || wakeAhead.compareTo(LONGEST_AHEAD) > 0) {
            throw new IllegalArgumentException(
                    "lamplight.presence.wake-ahead = " + wakeAhead.toMillis() + "ms: must be from 0 to 5s");
        }
    }

    public static KeeperSettings from(Config config) {
        Config presence = config.getConfig("lamplight.presence");
        return new KeeperSettings(
                presence.getString("remembered"),
                presence.getInt("wakes-at-once"),
                presence.getDuration("wake-ahead"),
                presence.getDuration("scan-backoff.min"),
                presence.getDuration("scan-backoff.max"));
    }
}
