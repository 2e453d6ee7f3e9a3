package io.lamplight.deploy.up;

import io.lamplight.deploy.CannotStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that this one started, with its log. Its standard input is a pipe from here and nothing else, so that it notices
 * when this process is gone ({@link io.lamplight.deploy.ParentWatch}); Ctrl-C and the closing of the terminal reach this
 * process alone, which then ends its children in order.
 */
public final class Child {
    private static final String LINE_PREFIX = "lamplight: ";
    private static final int TAIL_LINES = 12;
    /** Added to a signal's number in a process's exit code. */
    private static final int SIGNALS = 128;

    private final String name;
    private final Process process;
    private final Path log;
    private final Path out;

    private Child(String name, Process process, Path log, Path out) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.out = out;
    }

    /**
     * Starts it. The child writes {@code NAME.log} itself, where that can roll; what it says beside that (a wrong setting, a
     * JVM that dies) goes to {@code NAME.out}.
     */
    static Child start(String name, List<String> command, Path logs) {
        Path out = logs.resolve(name + ".out");
        // An ignored signal stays ignored over exec, and HotSpot leaves an ignored one alone.
        List<String> shielded = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        shielded.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(shielded).redirectErrorStream(true).redirectOutput(out.toFile());
        forgetJavaOptions(builder.environment());
        try {
            Files.createDirectories(logs);
            return new Child(name, builder.start(), logs.resolve(name + ".log"), out);
        } catch (IOException e) {
            throw new CannotStart("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** They are meant for the JVM of the command itself, and print a line of their own. */
    private static void forgetJavaOptions(Map<String, String> environment) {
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.remove("JDK_JAVA_OPTIONS");
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks to end, as TERM does. */
    public void terminate() {
        // By its handle: Process.destroy would also close the pipe, which says that we are gone.
        process.toHandle().destroy();
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Whether it ended within that time. */
    public boolean awaitExit(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Why it ended: its own line if it said one, else its last lines. */
    CannotStart died() {
        Optional<String> own = ownLine();
        if (own.isPresent()) {
            return new CannotStart(name + ": " + own.get());
        }
        String line = name + " ended by itself (" + howItEnded() + "); its log is " + log;
        return new CannotStart(line, tail());
    }

    /** Exit code, or the signal where the system says that it was one. */
    String howItEnded() {
        int code = process.exitValue();
        return code > SIGNALS ? "signal " + (code - SIGNALS) : "exit code " + code;
    }

    private Optional<String> ownLine() {
        return lines(out).stream()
                .filter(line -> line.startsWith(LINE_PREFIX))
                .map(line -> line.substring(LINE_PREFIX.length()))
                .findFirst();
    }

    private List<String> tail() {
        List<String> all = new ArrayList<>(lines(log));
        all.addAll(lines(out));
        return all.subList(Math.max(0, all.size() - TAIL_LINES), all.size());
    }

    private static List<String> lines(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            // Not readAllLines: a torn character must not hide the rest.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of("(cannot read " + file + ": " + e.getMessage() + ")");
        }
    }
}
