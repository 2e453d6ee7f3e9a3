package io.lamplight.deploy.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system in memory, in a mount namespace of its own: nobody else sees it, and it is gone with the process that
 * holds it. It asks for no right that a plain user lacks, since a user namespace gives it.
 */
final class SmallDisk implements AutoCloseable {
    /** Room for Cassandra's start with our schema and for some commit log segments, and not much more. */
    private static final String SIZE = "200m";

    private static final String FILLER = "filler";
    private static final int BLOCK = 64 << 10;

    /** $1 the disk's size, $2 where it is made, then the folders that come to lie on it. It lasts as long as its input. */
    private static final String SCRIPT = "disk=$2; mount -t tmpfs -o size=$1 tmpfs \"$disk\" || exit 1; shift 2; "
            + "for folder; do on=$disk/${folder##*/}; "
            + "mkdir -p \"$on\" \"$folder\" && mount --bind \"$on\" \"$folder\" || exit 1; done; "
            + "echo mounted; exec cat";

    private final Path mountPoint;
    private final Process holder;

    /**
     * Makes it.
     *
     * @param mountPoint an empty folder
     * @param folders that lie on it, for those who are started with {@link #wrapper}
     */
    SmallDisk(Path mountPoint, List<Path> folders) {
        this.mountPoint = mountPoint.toAbsolutePath();
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!isRoot()) {
            command.add("--map-root-user");
        }
        command.addAll(List.of("sh", "-c", SCRIPT, "sh", SIZE, this.mountPoint.toString()));
        folders.forEach(folder -> command.add(folder.toAbsolutePath().toString()));
        try {
            holder = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
            String line = said.readLine();
            if (!"mounted".equals(line)) {
                throw new IllegalStateException("no file system for the test: " + line
                        + "; a mount namespace is needed (as root, or with user namespaces allowed)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** What starts a process that sees the disk, in {@code workFolder}. */
    List<String> wrapper(Path workFolder) {
        List<String> wrapper = new ArrayList<>(List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount"));
        if (!isRoot()) {
            wrapper.addAll(List.of("--user", "--preserve-credentials"));
        }
        wrapper.addAll(List.of("sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", workFolder.toString()));
        return wrapper;
    }

    /** Leaves not a byte. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(filler())) {
            byte[] block = new byte[BLOCK];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    void free() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As those inside see it. */
    private Path filler() {
        return Path.of("/proc/" + holder.pid() + "/root" + mountPoint).resolve(FILLER);
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
