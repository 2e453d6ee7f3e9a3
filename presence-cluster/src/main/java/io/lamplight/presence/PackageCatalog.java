package io.lamplight.presence;

import com.typesafe.config.Config;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.EventPackages;
import io.lamplight.presence.spi.Expiry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The event packages on the class path, narrowed and adjusted by {@code lamplight.presence}. */
final class PackageCatalog {
    private PackageCatalog() {}

    static EventPackages load(Config config) {
        Config presence = config.getConfig("lamplight.presence");
        Map<String, EventPackage> found = new TreeMap<>();
        ServiceLoader.load(EventPackage.class)
                .forEach(pack -> found.put(pack.name().value(), pack));
        List<EventPackage> enabled = new ArrayList<>();
        for (String name : presence.getStringList("event-packages")) {
            EventPackage pack = found.get(name);
            if (pack == null) {
                throw new IllegalArgumentException("lamplight.presence.event-packages = [" + name
                        + "]: no such event package; there are " + String.join(", ", found.keySet()));
            }
            enabled.add(pack);
        }
        return EventPackages.of(enabled, registered -> {
            String path = "packages.\"" + registered.pack().name() + '"';
            return presence.hasPath(path)
                    ? new EventPackages.Registered(
                            registered.pack(), expiry(path, presence.getConfig(path), registered.expiry()))
                    : registered;
        });
    }

    private static Expiry expiry(String path, Config config, Expiry preset) {
        try {
            return new Expiry(
                    seconds(config, "min-expires", preset.minimum()),
                    seconds(config, "default-expires", preset.preset()),
                    seconds(config, "max-expires", preset.maximum()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("lamplight.presence." + path + ": " + e.getMessage(), e);
        }
    }

    private static int seconds(Config config, String key, int preset) {
        return config.hasPath(key) ? (int) config.getDuration(key).toSeconds() : preset;
    }
}
