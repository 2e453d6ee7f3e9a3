package io.lamplight.deploy.up;

import java.io.PrintStream;
import java.util.Locale;

/** What a person sees of the start: a line per step, with the seconds since the command. */
final class Progress {
    private final PrintStream out;
    private final long begin = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    void step(String text) {
        out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, text);
        out.flush();
    }

    /** A line for programs to look for. */
    void mark(String word) {
        out.println(word);
        out.flush();
    }
}
