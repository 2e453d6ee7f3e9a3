package io.lamplight.edge.testkit;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.EventPackages;
import io.lamplight.presence.spi.Expiry;
import io.lamplight.presence.spi.Parsed;
import io.lamplight.presence.spi.View;
import java.util.List;
import java.util.Set;

/** An event package of which only the outside is looked at. */
public record FakePackage(EventName name, Set<MediaType> publishTypes, List<MediaType> notifyTypes, Expiry expiry)
        implements EventPackage {
    public static final MediaType PIDF = new MediaType("application/pidf+xml");
    public static final MediaType XPIDF = new MediaType("application/xpidf+xml");
    public static final MediaType DIALOG = new MediaType("application/dialog-info+xml");
    public static final MediaType WINFO = new MediaType("application/watcherinfo+xml");

    /** presence, dialog, dialog;sla and one that cannot be published. */
    public static EventPackages packages() {
        Expiry hour = new Expiry(60, 3600, 7200);
        return EventPackages.of(
                new FakePackage(new EventName("presence"), Set.of(PIDF), List.of(PIDF, XPIDF), hour),
                new FakePackage(new EventName("dialog"), Set.of(DIALOG), List.of(DIALOG), hour),
                new FakePackage(new EventName("dialog;sla"), Set.of(DIALOG), List.of(DIALOG), hour),
                new FakePackage(new EventName("presence.winfo"), Set.of(), List.of(WINFO), hour));
    }

    @Override
    public Parsed parse(MediaType type, Bytes body) {
        return new Parsed() {};
    }

    @Override
    public NotifyContent render(View view, MediaType type) {
        return NotifyContent.of(type, Bytes.EMPTY);
    }

    @Override
    public List<Bytes> samples() {
        return publishTypes.isEmpty() ? List.of() : List.of(Bytes.utf8("one"), Bytes.utf8("two"));
    }
}
