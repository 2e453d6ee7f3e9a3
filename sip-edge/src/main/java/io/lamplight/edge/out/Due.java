package io.lamplight.edge.out;

import io.lamplight.edge.message.ContactToken;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.SendNotifies;

/** One NOTIFY that is to go out. */
record Due(Batch batch, SendNotifies.Line line) {
    /**
     * What the lines of one message share.
     *
     * @param token user part of our Contact
     */
    record Batch(SendNotifies message, String token) {
        static Batch of(SendNotifies message) {
            return new Batch(message, ContactToken.of(message.resource()));
        }
    }

    NotifyContent content() {
        return batch.message().contents().get(line.content());
    }
}
