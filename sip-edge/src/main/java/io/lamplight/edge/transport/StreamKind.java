package io.lamplight.edge.transport;

/** What connections are made of: messages in a stream or in WebSocket frames (RFC 7118), in the clear or under TLS. */
public enum StreamKind {
    TCP("tcp", "TCP", "tcp", false, false),
    TLS("tls", "TLS", "tls", true, false),
    WS("ws", "WS", "ws", false, true),
    /** In URIs it is {@code ws} too (RFC 7118 §5.2.3). */
    WSS("wss", "WSS", "ws", true, true);

    private final String label;
    private final String viaName;
    private final String parameter;
    private final boolean secure;
    private final boolean webSocket;

    StreamKind(String label, String viaName, String parameter, boolean secure, boolean webSocket) {
        this.label = label;
        this.viaName = viaName;
        this.parameter = parameter;
        this.secure = secure;
        this.webSocket = webSocket;
    }

    /** As in a flow. */
    public String label() {
        return label;
    }

    String viaName() {
        return viaName;
    }

    /** As in a URI. */
    String parameter() {
        return parameter;
    }

    boolean secure() {
        return secure;
    }

    boolean webSocket() {
        return webSocket;
    }
}
