package io.lamplight.presence.entity;

import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.MediaType;

/**
 * A live subscription. Its last NOTIFY's CSeq is {@link PackageState#round} plus {@code offset}: a change for all moves
 * the round alone, whatever the number of watchers.
 *
 * @param remoteCseq of the watcher's last SUBSCRIBE
 * @param transaction of the watcher's last SUBSCRIBE
 */
record Subscription(
        DialogState dialog,
        String eventId,
        MediaType accept,
        long remoteCseq,
        long transaction,
        long expiresAt,
        long offset) {

    Subscription notifiedAlone() {
        return new Subscription(dialog, eventId, accept, remoteCseq, transaction, expiresAt, offset + 1);
    }

    Subscription refreshed(PresentityEvent.Resubscribed event) {
        return new Subscription(
                dialog.withTarget(event.remoteTarget(), event.flow()),
                eventId,
                event.accept(),
                event.remoteCseq(),
                event.transaction(),
                event.expiresAt(),
                offset + 1);
    }
}
