package io.lamplight.deploy.up;

import io.lamplight.deploy.CannotStart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where the built product lies: the nodes' jars in {@code lib}, Cassandra's in {@code cassandra/lib}. */
public record Home(Path folder) {
    /** From the system property {@code lamplight.home}, which the {@code lamplight} command sets. */
    public static Home fromSystemProperty() {
        String folder = System.getProperty("lamplight.home");
        if (folder == null) {
            throw new CannotStart("the system property lamplight.home is not set; start with ./lamplight up");
        }
        Home home = new Home(Path.of(folder).toAbsolutePath());
        for (Path lib : new Path[] {home.nodeLib(), home.cassandraLib()}) {
            if (!Files.isDirectory(lib)) {
                throw new CannotStart(lib + " is missing; build with mvn package");
            }
        }
        return home;
    }

    Path nodeLib() {
        return folder.resolve("lib");
    }

    Path cassandraLib() {
        return folder.resolve("cassandra").resolve("lib");
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A text of our class path with its {@code ${name}} filled in. */
    static String resource(String name, Map<String, String> values) {
        String text;
        try (InputStream in = Home.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("resource " + name, e);
        }
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}
