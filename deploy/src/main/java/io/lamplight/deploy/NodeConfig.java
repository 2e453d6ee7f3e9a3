package io.lamplight.deploy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A node's settings: system properties over the user's file over application.conf over every module's reference.conf. In
 * the user's file each key under {@code lamplight} must be one that some reference.conf knows; one that nobody reads is
 * a typing error that would otherwise go unnoticed. Below a key whose default is the empty object names are free.
 */
public final class NodeConfig {
    private static final String ROOT = "lamplight";
    private static final int NEAR = 3;

    private NodeConfig() {}

    public static Config load(Optional<Path> file) {
        Config user = file.map(NodeConfig::parse).orElse(ConfigFactory.empty());
        Config product = ConfigFactory.parseResources("application.conf");
        Config merged = ConfigFactory.load(user.withFallback(product));
        // Unresolved, since a key whose only default is an environment variable is a key all the same.
        requireKnownKeys(user.resolveWith(merged), ConfigFactory.defaultReferenceUnresolved());
        return merged;
    }

    private static Config parse(Path file) {
        if (!Files.isReadable(file)) {
            throw new CannotStart("cannot read the configuration file " + file);
        }
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            throw new CannotStart(e.getMessage(), e);
        }
    }

    static void requireKnownKeys(Config user, Config reference) {
        ConfigValue known = reference.root().get(ROOT);
        ConfigValue given = user.root().get(ROOT);
        if (given instanceof ConfigObject keys && known instanceof ConfigObject knownKeys) {
            requireKnownKeys(keys, knownKeys, List.of(ROOT), reference);
        }
    }

    private static void requireKnownKeys(ConfigObject given, ConfigObject known, List<String> path, Config reference) {
        if (known.isEmpty()) {
            return;
        }
        for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
            List<String> here = new ArrayList<>(path);
            here.add(entry.getKey());
            ConfigValue value = entry.getValue();
            ConfigValue counterpart = known.get(entry.getKey());
            if (counterpart == null) {
                throw unknown(here, value, reference);
            }
            if (value instanceof ConfigObject below) {
                if (counterpart instanceof ConfigObject knownBelow) {
                    requireKnownKeys(below, knownBelow, here, reference);
                } else if (!(counterpart instanceof ConfigList)) {
                    throw new CannotStart(ConfigUtil.joinPath(here) + " in " + place(value.origin())
                            + " has keys below it, but is a single value");
                }
            }
        }
    }

    private static CannotStart unknown(List<String> path, ConfigValue value, Config reference) {
        String key = ConfigUtil.joinPath(path);
        String hint = nearest(key, reference)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return new CannotStart("unknown key " + key + " in " + place(value.origin()) + hint);
    }

    /** The user's file as the user names it, with the line. */
    private static String place(ConfigOrigin origin) {
        String file = origin.filename() == null ? origin.description() : origin.filename();
        return origin.lineNumber() > 0 ? file + ":" + origin.lineNumber() : file;
    }

    private static Optional<String> nearest(String key, Config reference) {
        Set<String> candidates = new TreeSet<>();
        collect(reference.root().get(ROOT), List.of(ROOT), candidates);
        return candidates.stream()
                .filter(candidate -> !key.startsWith(candidate + "."))
                .filter(candidate -> distance(key, candidate) <= NEAR)
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)));
    }

    private static void collect(ConfigValue value, List<String> path, Set<String> into) {
        into.add(ConfigUtil.joinPath(path));
        if (value instanceof ConfigObject object) {
            object.forEach((name, child) -> {
                List<String> below = new ArrayList<>(path);
                below.add(name);
                collect(child, below, into);
            });
        }
    }

    /** Levenshtein's: how many letters to change, add or take away. */
    static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
