package io.lamplight.deploy.support;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java has no call for. */
public final class Signals {
    private Signals() {}

    /** @param name as {@code kill} takes it, without SIG */
    public static void send(String name, long pid) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid + ": exit code " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
