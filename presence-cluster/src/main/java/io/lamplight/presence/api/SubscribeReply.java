package io.lamplight.presence.api;

/** Answer to {@link PresentityCommand.Subscribe}; given only after the journal holds what it says. */
public sealed interface SubscribeReply extends WireMessage permits SubscribeReply.Accepted, Rejected {

    /**
     * 200.
     *
     * @param localTag the To tag of the answer
     * @param expires seconds granted
     * @param firstNotify what to send once the 200 is out; one line
     */
    record Accepted(String localTag, int expires, SendNotifies firstNotify) implements SubscribeReply {}
}
