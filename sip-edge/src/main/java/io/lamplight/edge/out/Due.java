package io.lamplight.edge.out;

import io.lamplight.edge.message.ContactToken;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.SendNotifies;

/**
 * One NOTIFY that is to go out.
 *
 * @param redirected whether a response has already sent it to another place than the dialog's
 */
record Due(Batch batch, SendNotifies.Line line, boolean redirected) {
    Due(Batch batch, SendNotifies.Line line) {
        this(batch, line, false);
    }

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

    /** The same to another URI; a connection that led to the old place is not the way to it. */
    Due redirectedTo(String target) {
        DialogState dialog = line.dialog();
        Flow flow = new Flow(dialog.flow().edge(), dialog.flow().transport(), "");
        return new Due(
                batch,
                new SendNotifies.Line(
                        dialog.withTarget(target, flow),
                        line.eventId(),
                        line.cseq(),
                        line.version(),
                        line.state(),
                        line.endReason(),
                        line.expiresAt(),
                        line.content()),
                true);
    }

    NotifyContent content() {
        return batch.message().contents().get(line.content());
    }
}
