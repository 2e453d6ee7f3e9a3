package io.lamplight.presence.body.pidf;

import java.util.List;
import java.util.Map;

/** The namespaces of presence documents. */
public final class Pidf {
    public static final String PIDF = "urn:ietf:params:xml:ns:pidf";
    public static final String DATA_MODEL = "urn:ietf:params:xml:ns:pidf:data-model";
    public static final String RPID = "urn:ietf:params:xml:ns:pidf:rpid";
    public static final String CIPID = "urn:ietf:params:xml:ns:pidf:cipid";
    public static final String TIMED_STATUS = "urn:ietf:params:xml:ns:pidf:timed-status";
    public static final String CAPABILITIES = "urn:ietf:params:xml:ns:pidf:caps";

    /** In the order in which documents declare them. */
    static final List<String> EXTENSIONS = List.of(DATA_MODEL, RPID, CIPID, TIMED_STATUS, CAPABILITIES);

    static final Map<String, String> USUAL_PREFIXES =
            Map.of(DATA_MODEL, "dm", RPID, "rpid", CIPID, "c", TIMED_STATUS, "ts", CAPABILITIES, "caps", PIDF, "p");

    private Pidf() {}
}
