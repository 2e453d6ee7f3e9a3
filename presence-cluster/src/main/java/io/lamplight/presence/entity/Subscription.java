package io.lamplight.presence.entity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.MediaType;

/**
 * A live subscription. Its last NOTIFY's CSeq is {@link PackageState#round} plus {@code offset}: a change for all moves
 * the round alone, whatever the number of watchers.
 *
 * @param remoteCseq of the watcher's last SUBSCRIBE
 * @param transaction of the watcher's last SUBSCRIBE
 * @param deferredUntil when a NOTIFY that the watcher refused for now is to be tried again, in epoch milliseconds, or
 *     {@link #NOT_DEFERRED}, as in all that was stored before there was such a thing
 */
record Subscription(
        DialogState dialog,
        String eventId,
        MediaType accept,
        long remoteCseq,
        long transaction,
        long expiresAt,
        long offset,
        long deferredUntil) {

    static final long NOT_DEFERRED = 0;

    Subscription notifiedAlone() {
        return new Subscription(dialog, eventId, accept, remoteCseq, transaction, expiresAt, offset + 1, NOT_DEFERRED);
    }

    Subscription deferred(long until) {
        return new Subscription(dialog, eventId, accept, remoteCseq, transaction, expiresAt, offset, until);
    }

    @JsonIgnore
    boolean isDeferred() {
        return deferredUntil != NOT_DEFERRED;
    }

    long nextDue() {
        return isDeferred() ? Math.min(expiresAt, deferredUntil) : expiresAt;
    }

    Subscription refreshed(PresentityEvent.Resubscribed event) {
        return new Subscription(
                dialog.withTarget(event.remoteTarget(), event.flow()),
                eventId,
                event.accept(),
                event.remoteCseq(),
                event.transaction(),
                event.expiresAt(),
                offset + 1,
                NOT_DEFERRED);
    }
}
