package io.lamplight.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code lamplight.edge}, read once. What the keys mean stands in reference.conf. */
public record EdgeSettings(
        List<String> hosts,
        int port,
        Optional<String> advertisedHost,
        int advertisedPort,
        List<String> domains,
        int maxBody,
        int maxPending,
        int answerCacheSize,
        int maxDatagram,
        int udpReceivers,
        int udpBuffer,
        int tcpThreads,
        int tcpMaxConnections,
        Duration tcpConnectTimeout,
        Duration tcpIdleTimeout,
        Duration tcpRefusalKept,
        Duration rehearsalGoal,
        Duration rehearsalAtMost) {
    private static final String ROOT = "lamplight.edge.";

    public EdgeSettings {
        hosts = List.copyOf(hosts);
        domains = List.copyOf(domains);
    }

    /**
     * Reads the whole configuration's section.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    public static EdgeSettings from(Config config) {
        List<String> hosts = words(config, "host");
        Optional<String> advertised =
                Optional.of(text(config, "advertised-host")).filter(host -> !host.isEmpty());
        if (advertised.isEmpty() && hosts.stream().anyMatch(EdgeSettings::isWildcard)) {
            throw invalid("advertised-host", "", "a host name or address, since host is a wildcard");
        }
        return new EdgeSettings(
                hosts,
                number(config, "port", 0, 65_535),
                advertised,
                number(config, "advertised-port", 0, 65_535),
                words(config, "domains"),
                size(config, "max-body", 1024, 16 << 20),
                number(config, "max-pending", 1, 10_000_000),
                number(config, "answer-cache-size", 3, 100_000_000),
                number(config, "max-datagram", 200, 65_000),
                number(config, "udp.receivers", 1, 64),
                size(config, "udp.buffer", 4096, 1 << 30),
                number(config, "tcp.threads", 1, 64),
                number(config, "tcp.max-connections", 1, 1_000_000),
                duration(config, "tcp.connect-timeout", Duration.ofMillis(10), Duration.ofMinutes(1)),
                duration(config, "tcp.idle-timeout", Duration.ofSeconds(1), Duration.ofDays(1)),
                duration(config, "tcp.refusal-kept", Duration.ofSeconds(1), Duration.ofDays(1)),
                duration(config, "rehearsal.goal", Duration.ofMillis(1), Duration.ofMinutes(1)),
                duration(config, "rehearsal.at-most", Duration.ZERO, Duration.ofMinutes(1)));
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
    }

    private static List<String> words(Config config, String key) {
        List<String> words = read(
                config,
                key,
                "one or more names",
                path -> config.getValue(path).valueType() == ConfigValueType.LIST
                        ? config.getStringList(path)
                        : Arrays.stream(config.getString(path).split(",", -1))
                                .map(String::trim)
                                .toList());
        if (words.isEmpty() || words.stream().anyMatch(String::isBlank)) {
            throw invalid(key, words, "one or more names");
        }
        return words;
    }

    private static String text(Config config, String key) {
        return read(config, key, "a text", config::getString).trim();
    }

    private static int number(Config config, String key, int min, int max) {
        String allowed = "a number from " + min + " to " + max;
        int value = read(config, key, allowed, config::getInt);
        if (value < min || value > max) {
            throw invalid(key, value, allowed);
        }
        return value;
    }

    private static int size(Config config, String key, int min, int max) {
        String allowed = "a size from " + min + " to " + max + " bytes";
        long value = read(config, key, allowed, config::getBytes);
        if (value < min || value > max) {
            throw invalid(key, value, allowed);
        }
        return (int) value;
    }

    private static Duration duration(Config config, String key, Duration min, Duration max) {
        String allowed = "a duration from " + min.toMillis() + " ms to " + max.toSeconds() + " s";
        Duration value = read(config, key, allowed, config::getDuration);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw invalid(key, value, allowed);
        }
        return value;
    }

    private static <T> T read(Config config, String key, String allowed, Function<String, T> reader) {
        try {
            return reader.apply(ROOT + key);
        } catch (ConfigException e) {
            boolean there = config.hasPath(ROOT + key);
            throw invalid(key, there ? config.getValue(ROOT + key).unwrapped() : "missing", allowed);
        }
    }

    private static IllegalArgumentException invalid(String key, Object value, String allowed) {
        return new IllegalArgumentException(ROOT + key + " = " + value + ": must be " + allowed);
    }
}
