package io.lamplight.deploy.support;

import io.lamplight.deploy.up.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders below {@code target/it-logs}: they stay after the test, for whoever asks why it failed. */
public final class ItFolders {
    private ItFolders() {}

    /** An empty one of that name. */
    public static Path create(String name) {
        Path folder = Home.fromSystemProperty().folder().resolve("it-logs").resolve(name);
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
