package io.lamplight.presence.entity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;

/**
 * A live subscription. Its last NOTIFY's CSeq is {@link PackageState#round} plus {@code offset}: a change for all moves
 * the round alone, whatever the number of watchers.
 *
 * @param lens of the watcher's last SUBSCRIBE
 * @param remoteCseq of the watcher's last SUBSCRIBE
 * @param transaction of the watcher's last SUBSCRIBE
 * @param deferredUntil when a NOTIFY that the watcher refused for now is to be tried again, in epoch milliseconds, or
 *     {@link #NOT_DEFERRED}, as in all that was stored before there was such a thing
 */
record Subscription(
        DialogState dialog,
        String eventId,
        MediaType accept,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Lens lens,
        long remoteCseq,
        long transaction,
        long expiresAt,
        long offset,
        long deferredUntil) {

    static final long NOT_DEFERRED = 0;

    Subscription {
        lens = Lens.orNone(lens);
    }

    @JsonIgnore
    Form form() {
        return new Form(accept, lens);
    }

    Subscription notifiedAlone() {
        return numbered(offset + 1, NOT_DEFERRED);
    }

    /** A change was shown to this one and not to all. */
    Subscription shown() {
        return numbered(offset + 1, deferredUntil);
    }

    Subscription deferred(long until) {
        return numbered(offset, until);
    }

    private Subscription numbered(long number, long deferral) {
        return new Subscription(dialog, eventId, accept, lens, remoteCseq, transaction, expiresAt, number, deferral);
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
                event.lens(),
                event.remoteCseq(),
                event.transaction(),
                event.expiresAt(),
                offset + 1,
                NOT_DEFERRED);
    }
}
