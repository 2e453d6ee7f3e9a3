package io.lamplight.presence.packages.dialog;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.body.dialoginfo.DialogInfo;
import io.lamplight.presence.body.dialoginfo.DialogInfoReader;
import io.lamplight.presence.body.dialoginfo.DialogInfoWriter;
import io.lamplight.presence.body.xml.XmlFault;
import io.lamplight.presence.spi.BadBody;
import io.lamplight.presence.spi.BadParameter;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.Expiry;
import io.lamplight.presence.spi.Parsed;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls of a user, the lamps of other users' phones. Watchers get full documents always; a published one is taken as
 * full too, for nothing is known of a publication but its latest body.
 */
public final class DialogPackage implements EventPackage {
    private static final MediaType DIALOG_INFO = MediaType.of("application", "dialog-info+xml");

    /** A published document. */
    record Content(DialogInfo info) implements Parsed {
        static DialogInfo of(Publication publication) {
            return ((Content) publication.content()).info();
        }
    }

    @Override
    public EventName name() {
        return new EventName("dialog");
    }

    @Override
    public Set<MediaType> publishTypes() {
        return Set.of(DIALOG_INFO);
    }

    @Override
    public List<MediaType> notifyTypes() {
        return List.of(DIALOG_INFO);
    }

    @Override
    public Expiry expiry() {
        return new Expiry(60, 3600, 7200);
    }

    @Override
    public Parsed parse(MediaType type, Bytes body) throws BadBody {
        try {
            return new Content(DialogInfoReader.read(body.array()));
        } catch (XmlFault e) {
            throw e.isTooLarge() ? BadBody.tooLarge(e.getMessage()) : BadBody.malformed(e.getMessage());
        }
    }

    @Override
    public Set<String> eventParameters() {
        return Selection.PARAMETERS;
    }

    @Override
    public Lens lens(Map<String, String> parameters) throws BadParameter {
        return Selection.lens(parameters);
    }

    @Override
    public NotifyContent render(View view, MediaType type) {
        DialogInfoWriter.Unversioned document = DialogInfoWriter.writeUnversioned(Composition.of(view));
        return new NotifyContent(DIALOG_INFO, Bytes.utf8(document.text()), document.versionAt(), Map.of());
    }

    /** RFC 4235 §3.7.1: an ended dialog is reported once, then it is no longer in the documents. */
    @Override
    public boolean reportsChanges() {
        return true;
    }

    @Override
    public Map<String, Instant> marks(Change change, Instant now) {
        Map<String, Instant> marks = new HashMap<>(Tombstones.of(change, now));
        marks.putAll(Forks.marks(change, now.plus(Tombstones.KEPT)));
        return marks;
    }

    /** A dialog that a mark hides stays hidden as long as it is published: it does not come alive by waiting. */
    @Override
    public boolean stillMatters(String mark, List<Publication> live) {
        var tombstone = new Tombstones(Set.of(mark));
        var fork = new Forks(Set.of(mark));
        return live.stream()
                .anyMatch(publication -> Content.of(publication).dialogs().stream()
                        .anyMatch(dialog -> !dialog.isTerminated()
                                && (tombstone.hides(dialog, publication.publishedAt()) || fork.hides(dialog))));
    }

    @Override
    public List<Bytes> samples() {
        return List.of(sample(0, "trying"), sample(1, "early"), sample(2, "confirmed"));
    }

    private static Bytes sample(int version, String state) {
        return Bytes.utf8("""
                <?xml version="1.0" encoding="UTF-8"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="%d" state="full"
                    entity="sip:user@rehearsal.invalid">
                  <dialog id="call" call-id="call@127.0.0.1" local-tag="l" remote-tag="r" direction="recipient">
                    <state>%s</state>
                    <local>
                      <identity display="User">sip:user@rehearsal.invalid</identity>
                      <target uri="sip:user@127.0.0.1:5060"/>
                    </local>
                    <remote>
                      <identity>sip:caller@rehearsal.invalid</identity>
                      <target uri="sip:caller@127.0.0.1:5062"/>
                    </remote>
                  </dialog>
                </dialog-info>
                """.formatted(version, state));
    }
}
