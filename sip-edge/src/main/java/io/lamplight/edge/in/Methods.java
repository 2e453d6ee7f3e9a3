package io.lamplight.edge.in;

import java.util.Set;

/** Which methods there are, and which are served. */
final class Methods {
    static final String SUBSCRIBE = "SUBSCRIBE";
    static final String PUBLISH = "PUBLISH";
    static final String OPTIONS = "OPTIONS";
    static final String NOTIFY = "NOTIFY";
    static final String CANCEL = "CANCEL";
    static final String ACK = "ACK";

    static final String ALLOW = "SUBSCRIBE, PUBLISH, OPTIONS, NOTIFY";

    private static final Set<String> KNOWN = Set.of(
            "INVITE",
            ACK,
            "BYE",
            CANCEL,
            "REGISTER",
            OPTIONS,
            "INFO",
            "PRACK",
            "UPDATE",
            SUBSCRIBE,
            NOTIFY,
            "REFER",
            "MESSAGE",
            PUBLISH);
    private static final Set<String> SERVED = Set.of(SUBSCRIBE, PUBLISH, OPTIONS);

    private Methods() {}

    static boolean isKnown(String method) {
        return KNOWN.contains(method);
    }

    static boolean isServed(String method) {
        return SERVED.contains(method);
    }

    /** Null for a method that is not known. */
    static String labelOf(String method) {
        return isKnown(method) ? method : null;
    }
}
