package io.lamplight.presence.api;

/** What a presentity or a presence user agent asks of an edge. */
public sealed interface EdgeCommand extends WireMessage permits SendNotifies, EdgeCommand.Forget {

    /** The subscription's NOTIFYs now leave by another edge: drop what waits or is retransmitted here. */
    record Forget(String localTag) implements EdgeCommand {}
}
