package io.lamplight.presence.api;

import java.util.Map;

/**
 * A request refused by its own fault. Faults of ours are no value: the ask fails, and the edge answers 503.
 *
 * @param reason one line for the reason phrase or a Warning, fit to be shown to the peer
 * @param headers extra headers of the answer
 */
public record Rejected(int code, String reason, Map<String, String> headers) implements SubscribeReply, PublishReply {
    public Rejected {
        headers = Map.copyOf(headers);
    }

    public static Rejected of(int code, String reason) {
        return new Rejected(code, reason, Map.of());
    }
}
