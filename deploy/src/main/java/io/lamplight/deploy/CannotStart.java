package io.lamplight.deploy;

import java.util.List;

/** Why the start ends here: one line for the person who typed the command, with no stack trace. */
public final class CannotStart extends RuntimeException {
    private final transient List<String> details;

    public CannotStart(String line) {
        this(line, List.of());
    }

    /** With lines of somebody else's to show before ours: a log's last ones. */
    public CannotStart(String line, List<String> details) {
        super(oneLine(line));
        this.details = List.copyOf(details);
    }

    public CannotStart(String line, Throwable cause) {
        super(oneLine(line), cause);
        this.details = List.of();
    }

    public List<String> details() {
        return details;
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
