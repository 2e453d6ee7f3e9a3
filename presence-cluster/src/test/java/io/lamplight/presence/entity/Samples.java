package io.lamplight.presence.entity;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of each thing that the journal keeps, as the golden files of format 1 hold it. Never edited, only added to: what an
 * event came to hold later has a file of its own, named by the event, a plus and what it is.
 */
final class Samples {
    private static final EventName DIALOG = new EventName("dialog");
    private static final MediaType DIALOG_INFO = new MediaType("application/dialog-info+xml");
    private static final Flow FLOW = new Flow("127.0.0.1:25520", "udp", "127.0.0.1:5080");

    private static final Lens LENS = new Lens(Map.of("call-id", "c@127.0.0.1", "to-tag", "t"));
    private static final Form SPECIAL = new Form(DIALOG_INFO, LENS);

    private Samples() {}

    static Map<String, PresentityEvent> events() {
        Map<String, PresentityEvent> all = new LinkedHashMap<>();
        all.put("published", published());
        all.put(
                "publication-refreshed",
                new PresentityEvent.PublicationRefreshed(DIALOG, "pub-1", "etag-2", 1_767_229_300_000L, 42L));
        all.put(
                "publication-ended",
                new PresentityEvent.PublicationEnded(
                        DIALOG,
                        "pub-1",
                        "expired",
                        1_767_229_300_000L,
                        true,
                        List.of(),
                        Map.of("call-1", 1_767_229_332_000L)));
        all.put("subscribed", subscribed(Lens.NONE));
        all.put(
                "resubscribed",
                new PresentityEvent.Resubscribed(
                        DIALOG,
                        "tag-b",
                        "sip:bob@127.0.0.1:5081",
                        FLOW,
                        DIALOG_INFO,
                        Lens.NONE,
                        2,
                        -43L,
                        1_767_232_800_000L));
        all.put("subscription-ended", new PresentityEvent.SubscriptionEnded(DIALOG, "tag-b", "timeout"));
        all.put("renotified", new PresentityEvent.Renotified(DIALOG, List.of("tag-b")));
        all.put("notify-deferred", new PresentityEvent.NotifyDeferred(DIALOG, "tag-b", 1_767_226_000_000L));
        all.put("subscribed+lens", subscribed(LENS));
        all.put(
                "resubscribed+lens",
                new PresentityEvent.Resubscribed(
                        DIALOG,
                        "tag-b",
                        "sip:bob@127.0.0.1:5081",
                        FLOW,
                        DIALOG_INFO,
                        LENS,
                        2,
                        -43L,
                        1_767_232_800_000L));
        all.put("published+shown-to", published().asShown(List.of(SPECIAL)));
        all.put(
                "publication-ended+shown-to",
                new PresentityEvent.PublicationEnded(
                        DIALOG,
                        "pub-1",
                        "removed",
                        1_767_229_300_000L,
                        true,
                        List.of(SPECIAL, Form.common(DIALOG_INFO)),
                        Map.of()));
        all.put("marks-kept", new PresentityEvent.MarksKept(Map.of("dialog", Map.of("call-1", 1_767_229_332_000L))));
        return all;
    }

    static PresentityState state() {
        return PresentityState.EMPTY.apply(subscribed(Lens.NONE)).apply(published());
    }

    static PresentityState stateWithLens() {
        return PresentityState.EMPTY.apply(subscribed(LENS)).apply(published().asShown(List.of(SPECIAL)));
    }

    private static PresentityEvent.Published published() {
        return new PresentityEvent.Published(
                DIALOG,
                "pub-1",
                "etag-1",
                DIALOG_INFO,
                Bytes.utf8("<dialog-info/>"),
                1_767_225_600_000L,
                1_767_229_200_000L,
                Long.MIN_VALUE,
                true,
                List.of(),
                Map.of("call-0", 1_767_225_632_000L));
    }

    private static PresentityEvent.Subscribed subscribed(Lens lens) {
        return new PresentityEvent.Subscribed(
                DIALOG,
                "7",
                new DialogState(
                        "call-id@127.0.0.1",
                        "tag-b",
                        "tag-a",
                        "<sip:alice@example.com>",
                        "\"Bob\" <sip:bob@example.com>",
                        "sip:bob@127.0.0.1:5080",
                        List.of("<sip:proxy.example.com;lr>"),
                        FLOW),
                DIALOG_INFO,
                lens,
                1,
                41L,
                1_767_229_200_000L);
    }
}
