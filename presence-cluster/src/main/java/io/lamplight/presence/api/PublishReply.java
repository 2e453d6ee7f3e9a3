package io.lamplight.presence.api;

/** Answer to {@link PresentityCommand.Publish}; given only after the journal holds what it says. */
public sealed interface PublishReply extends WireMessage permits PublishReply.Accepted, Rejected {

    /**
     * 200.
     *
     * @param etag the new SIP-ETag
     * @param expires seconds granted
     */
    record Accepted(String etag, int expires) implements PublishReply {}
}
