package io.lamplight.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads single keys below {@code lamplight.edge}; what is wrong is said with the key, its value and what is allowed. */
final class Keys {
    static final String ROOT = "lamplight.edge.";

    private final Config config;

    Keys(Config config) {
        this.config = config;
    }

    List<String> words(String key) {
        List<String> words = read(
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

    String text(String key) {
        return read(key, "a text", config::getString).trim();
    }

    boolean flag(String key) {
        return read(key, "true or false", config::getBoolean);
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        String value = text(key);
        for (E one : type.getEnumConstants()) {
            if (one.name().equals(value.toUpperCase(Locale.ROOT))) {
                return one;
            }
        }
        String allowed = Arrays.stream(type.getEnumConstants())
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw invalid(key, value, "one of " + allowed);
    }

    /** A list of objects, each with exactly these keys. */
    List<Map<String, String>> objects(String key, String... names) {
        String allowed = "a list of objects with " + String.join(" and ", names);
        List<Map<String, String>> objects = new ArrayList<>();
        for (Config one : read(key, allowed, config::getConfigList)) {
            if (!one.root().keySet().equals(Set.of(names))) {
                throw invalid(key, one.root().unwrapped(), allowed);
            }
            Map<String, String> values = new HashMap<>();
            for (String name : names) {
                values.put(name, read(key, allowed, path -> one.getString(name)));
            }
            objects.add(values);
        }
        return objects;
    }

    int number(String key, int min, int max) {
        String allowed = "a number from " + min + " to " + max;
        int value = read(key, allowed, config::getInt);
        if (value < min || value > max) {
            throw invalid(key, value, allowed);
        }
        return value;
    }

    int size(String key, int min, int max) {
        String allowed = "a size from " + min + " to " + max + " bytes";
        long value = read(key, allowed, config::getBytes);
        if (value < min || value > max) {
            throw invalid(key, value, allowed);
        }
        return (int) value;
    }

    Duration duration(String key, Duration min, Duration max) {
        String allowed = "a duration from " + min.toMillis() + " ms to " + max.toSeconds() + " s";
        Duration value = read(key, allowed, config::getDuration);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw invalid(key, value, allowed);
        }
        return value;
    }

    private <T> T read(String key, String allowed, Function<String, T> reader) {
        try {
            return reader.apply(ROOT + key);
        } catch (ConfigException e) {
            boolean there = config.hasPath(ROOT + key);
            throw invalid(key, there ? config.getValue(ROOT + key).unwrapped() : "missing", allowed);
        }
    }

    IllegalArgumentException invalid(String key, Object value, String allowed) {
        return new IllegalArgumentException(ROOT + key + " = " + value + ": must be " + allowed);
    }
}
