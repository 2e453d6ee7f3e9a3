package io.lamplight.presence.packages.dialog;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.body.dialoginfo.DialogInfo;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfoReader;
import io.lamplight.presence.body.xml.XmlFault;
import io.lamplight.presence.spi.BadBody;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Publications of dialogs, and what watchers see of them. */
abstract class DialogTests {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final MediaType TYPE = new MediaType("application/dialog-info+xml");

    final DialogPackage pack = new DialogPackage();

    static String dialog(String id, String callId, String localTag, String remoteTag, String state) {
        return dialog(id, callId, localTag, remoteTag, state, "");
    }

    static String dialog(String id, String callId, String localTag, String remoteTag, String state, String more) {
        return "<dialog id='" + id + "' call-id='" + callId + "' local-tag='" + localTag + "' remote-tag='" + remoteTag
                + "'><state>" + state + "</state>" + more + "</dialog>";
    }

    /** Later publications have higher ids and came later. */
    Publication publication(int number, String... dialogs) {
        String body = "<dialog-info xmlns='urn:ietf:params:xml:ns:dialog-info' version='0' state='full'"
                + " entity='sip:ann@example.com'>" + String.join("", dialogs) + "</dialog-info>";
        try {
            return new Publication("p" + number, pack.parse(TYPE, Bytes.utf8(body)), NOW.minusSeconds(100 - number));
        } catch (BadBody e) {
            throw new AssertionError(body, e);
        }
    }

    static Change change(Publication before, Publication after) {
        return new Change(Optional.ofNullable(before), Optional.ofNullable(after));
    }

    static View view(Publication... publications) {
        return view(Set.of(), null, publications);
    }

    static View view(Set<String> marks, Change change, Publication... publications) {
        return new View(new Aor("sip:ann@example.com"), List.of(publications), Optional.ofNullable(change), marks, NOW);
    }

    static View through(Lens lens, View view) {
        return new View(view.resource(), view.publications(), view.change(), view.marks(), view.now(), lens);
    }

    String text(View view) {
        NotifyContent content = pack.render(view, TYPE);
        byte[] octets = content.body().array();
        int at = content.versionAt();
        return new String(octets, 0, at, StandardCharsets.UTF_8)
                + '0'
                + new String(octets, at, octets.length - at, StandardCharsets.UTF_8);
    }

    List<Dialog> dialogs(View view) {
        try {
            DialogInfo info = DialogInfoReader.read(text(view).getBytes(StandardCharsets.UTF_8));
            return info.dialogs();
        } catch (XmlFault e) {
            throw new AssertionError(e);
        }
    }

    /** What is shown, as {@code id state event} of each dialog. */
    List<String> shown(View view) {
        return dialogs(view).stream()
                .map(dialog -> dialog.id()
                        + ' '
                        + dialog.status().state().text()
                        + dialog.status().event().map(event -> ' ' + event).orElse(""))
                .toList();
    }
}
