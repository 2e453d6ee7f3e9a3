package io.lamplight.presence.api;

import java.util.List;

/**
 * One change on its way to all watchers that one edge serves: the bodies once, the dialogs as a list.
 *
 * @param contents the different bodies, which lines refer to by index
 */
public record SendNotifies(Aor resource, EventName event, List<NotifyContent> contents, List<Line> lines)
        implements EdgeCommand {
    /** Lines in one message between nodes at most. */
    public static final int MAX_LINES = 256;

    /**
     * Text of dialogs in one message from which on no more is added: what does not fit the remoting frame is dropped
     * unseen, and one watcher with long routes would take the others' NOTIFYs with it.
     */
    public static final int MAX_TEXT = 256 * 1024;

    public SendNotifies {
        contents = List.copyOf(contents);
        lines = List.copyOf(lines);
    }

    /**
     * One NOTIFY.
     *
     * @param cseq of this NOTIFY; of two for one dialog the edge sends only the higher once the one under way is done
     * @param version of the document in this subscription, from 0
     * @param expiresAt epoch milliseconds; the edge writes what then is left of it
     * @param endReason reason of {@code terminated} (RFC 6665 §4.1.3), or null while {@code state} holds
     * @param state {@code active}, {@code pending} or {@code terminated}
     * @param content index into {@link SendNotifies#contents}
     */
    public record Line(
            DialogState dialog,
            String eventId,
            long cseq,
            long version,
            String state,
            String endReason,
            long expiresAt,
            int content) {}
}
