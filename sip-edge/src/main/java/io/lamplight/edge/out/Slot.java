package io.lamplight.edge.out;

/**
 * What is under way for one subscription: at most one NOTIFY on the wire and the newest one behind it (SUB-15). All methods
 * are called with its monitor held.
 */
final class Slot {
    private NotifyTransaction current;
    private Due waiting;
    private long highest = -1;
    private long idleSince;
    private boolean gone;

    /** Whether it has been taken off the map, so that another one must be asked for. */
    boolean isGone() {
        return gone;
    }

    boolean isBusy() {
        return current != null;
    }

    /** Whether this CSeq comes too late: it, or a later one, is already known here. */
    boolean isOvertaken(long cseq) {
        return cseq <= highest || waiting != null && cseq <= waiting.line().cseq();
    }

    void send(NotifyTransaction transaction) {
        current = transaction;
        highest = Math.max(highest, transaction.due().line().cseq());
    }

    /** What waited until now and is not going to be sent, or null. */
    Due await(Due due) {
        Due before = waiting;
        waiting = due;
        return before;
    }

    /** True if that one was the current one. */
    boolean end(NotifyTransaction transaction, long now) {
        if (current != transaction) {
            return false;
        }
        current = null;
        idleSince = now;
        return true;
    }

    Due takeWaiting() {
        Due due = waiting;
        waiting = null;
        return due;
    }

    NotifyTransaction current() {
        return current;
    }

    /** Kept a little after the last NOTIFY, so that an older one that was overtaken on its way here is known as such. */
    boolean retireIfIdleSince(long time) {
        gone = gone || current == null && waiting == null && idleSince <= time;
        return gone;
    }

    void retire() {
        gone = true;
    }
}
