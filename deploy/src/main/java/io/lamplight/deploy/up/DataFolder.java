package io.lamplight.deploy.up;

import io.lamplight.deploy.CannotStart;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Everything that outlives a start. Its file {@code version} says in which format; one start at a time may use it. */
final class DataFolder implements AutoCloseable {
    /** Raised by whatever an older Lamplight could not read. */
    static final int FORMAT = 1;

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static DataFolder open(Path folder) {
        try {
            Files.createDirectories(folder.resolve("logs"));
            FileChannel lock = lock(folder);
            try {
                checkVersion(folder);
            } catch (IOException | CannotStart e) {
                lock.close();
                throw e;
            }
            return new DataFolder(folder, lock);
        } catch (IOException e) {
            throw new CannotStart("cannot use the data folder " + folder + ": " + e, e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(folder, e);
        }
        if (held == null) {
            channel.close();
            throw inUse(folder, null);
        }
        return channel;
    }

    private static CannotStart inUse(Path folder, Exception cause) {
        return new CannotStart("data folder " + folder + " is in use by another lamplight up", cause);
    }

    private static void checkVersion(Path folder) throws IOException {
        Path version = folder.resolve("version");
        if (!Files.exists(version)) {
            Files.writeString(version, FORMAT + "\n");
            return;
        }
        String text = Files.readString(version).strip();
        if (!text.matches("[0-9]{1,9}")) {
            throw new CannotStart("data folder " + folder + " has no readable format number in " + version);
        }
        int found = Integer.parseInt(text);
        if (found > FORMAT) {
            throw new CannotStart("data folder " + folder + " was written by a newer Lamplight (format " + found
                    + "; this one knows " + FORMAT + ")");
        }
    }

    Path logs() {
        return folder.resolve("logs");
    }

    Path cassandra() {
        return folder.resolve("cassandra");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new CannotStart("cannot release the data folder " + folder + ": " + e, e);
        }
    }
}
