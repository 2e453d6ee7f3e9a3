package io.lamplight.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Ends this process when the one that started it is gone, however it went: the parent holds the other end of standard
 * input, and the system closes that end even after {@code kill -9}. Uses the JDK alone, since it also runs inside
 * Cassandra's JVM.
 */
public final class ParentWatch {
    private ParentWatch() {}

    /** Watches from a daemon thread; after {@code patience} a shutdown that hangs is cut short. */
    public static void start(InputStream input, Duration patience) {
        Thread watch = new Thread(() -> watch(input, patience), "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void watch(InputStream input, Duration patience) {
        String why = waitForEnd(input);
        System.err.println("The process that started this one is gone (" + why + "): stopping.");
        Thread exit = new Thread(() -> System.exit(0), "parent-watch-exit");
        exit.setDaemon(true);
        exit.start();
        try {
            exit.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static String waitForEnd(InputStream input) {
        byte[] ignored = new byte[256];
        try {
            while (input.read(ignored) >= 0) {
                // What the parent says does not matter, only that it lives.
            }
            return "end of standard input";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
