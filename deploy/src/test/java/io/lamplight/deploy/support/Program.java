package io.lamplight.deploy.support;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that a test runs; what it says goes to a file {@code NAME.out} in the test's folder. */
public final class Program implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final Path out;

    private Program(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /** The full path of a program from outside; without it the test fails, and says what to install. */
    public static String installed(String program, String debianPackage) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path path = Path.of(folder, program);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        throw new AssertionError(
                program + " is missing; `apt-get install " + debianPackage + "` or `./lamplight test` installs it");
    }

    /** One of the JDK that runs the test. */
    public static String ofJdk(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    public static Program start(Path folder, String name, String program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        Path out = folder.resolve(name + ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            process.getOutputStream().close();
            return new Program(process, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its exit code, or a failure when it takes longer. */
    public int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it did not end within " + patience + "; it said:\n" + out());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    /** Until it has said that. */
    public void awaitOut(String text, Duration patience) {
        await("\"" + text + "\" in " + out)
                .atMost(patience)
                .failFast("it ended; see " + out, () -> !process.isAlive() && !out().contains(text))
                .until(() -> out().contains(text));
    }

    public String out() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As TERM does. */
    public void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
