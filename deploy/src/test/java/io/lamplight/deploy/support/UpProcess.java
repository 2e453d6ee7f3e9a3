package io.lamplight.deploy.support;

import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.up.Home;
import io.lamplight.deploy.up.Up;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real {@code lamplight up} as a process, as the script starts it after the build. */
public final class UpProcess implements AutoCloseable {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final Path out;
    private final Path err;

    private UpProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public static UpProcess start(Path folder, List<String> options) {
        Home home = Home.fromSystemProperty();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlamplight.home=" + home.folder(),
                "-cp",
                home.folder().resolve("lib").resolve("*").toString(),
                Up.class.getName()));
        command.addAll(options);
        Path out = folder.resolve("up.out");
        Path err = folder.resolve("up.err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new UpProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void awaitReady() {
        await("the line `ready` in " + out)
                .atMost(READY_PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .failFast("up ended; see " + err, () -> !process.isAlive())
                .until(() -> out().lines().anyMatch("ready"::equals));
    }

    /** Cassandra and the nodes. */
    public List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    public void terminate() {
        process.destroy();
    }

    public void kill() {
        process.destroyForcibly();
    }

    /** Its exit code, or a failure when it takes longer. */
    public int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("up did not end within " + patience + "; it said:\n" + out() + err());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = children();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
