package io.lamplight.presence.body.dialoginfo;

import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Identity;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Participant;
import io.lamplight.presence.body.xml.XmlWriter;
import java.util.Map;

/** Writes dialog-info, children in the order of the schema in RFC 4235 section 4.4. */
public final class DialogInfoWriter {
    private static final String NS = DialogInfo.NAMESPACE;

    private final XmlWriter xml = new XmlWriter(
            Map.of("urn:ietf:params:xml:ns:sa-dialog-info", "sa", "http://www.w3.org/2001/XMLSchema-instance", "xsi"));

    private DialogInfoWriter() {}

    /**
     * A document whose version is still to be filled in, since it differs from one subscription to the next.
     *
     * @param versionAt where its digits go, in characters and in octets: all before is ASCII
     */
    public record Unversioned(String text, int versionAt) {}

    public static byte[] write(DialogInfo info) {
        DialogInfoWriter writer = new DialogInfoWriter();
        writer.root().xml.attribute("version", Long.toString(info.version()));
        return writer.rest(info).toBytes();
    }

    /** Leaves {@link DialogInfo#version} out. */
    public static Unversioned writeUnversioned(DialogInfo info) {
        DialogInfoWriter writer = new DialogInfoWriter();
        writer.root().xml.attribute("version", "");
        int versionAt = writer.xml.length() - 1;
        return new Unversioned(writer.rest(info).toText(), versionAt);
    }

    private DialogInfoWriter root() {
        xml.root(NS, "dialog-info");
        return this;
    }

    private XmlWriter rest(DialogInfo info) {
        xml.attribute("state", info.full() ? "full" : "partial").attribute("entity", info.entity());
        info.dialogs().forEach(this::dialog);
        return xml.elements(info.extensions()).end();
    }

    private void dialog(Dialog dialog) {
        xml.start(NS, "dialog").attribute("id", dialog.id());
        dialog.callId().ifPresent(callId -> xml.attribute("call-id", callId));
        dialog.localTag().ifPresent(tag -> xml.attribute("local-tag", tag));
        dialog.remoteTag().ifPresent(tag -> xml.attribute("remote-tag", tag));
        dialog.direction().ifPresent(direction -> xml.attribute("direction", direction.text()));
        xml.attributes(dialog.attributes());
        xml.start(NS, "state");
        dialog.status().event().ifPresent(event -> xml.attribute("event", event));
        dialog.status().code().ifPresent(code -> xml.attribute("code", code.toString()));
        xml.text(dialog.status().state().text()).end();
        dialog.duration().ifPresent(seconds -> xml.leaf(NS, "duration", seconds.toString()));
        dialog.replaces()
                .ifPresent(replaces -> xml.start(NS, "replaces")
                        .attribute("call-id", replaces.callId())
                        .attribute("local-tag", replaces.localTag())
                        .attribute("remote-tag", replaces.remoteTag())
                        .end());
        dialog.referredBy().ifPresent(by -> identity("referred-by", by));
        if (!dialog.routeSet().isEmpty()) {
            xml.start(NS, "route-set");
            dialog.routeSet().forEach(hop -> xml.leaf(NS, "hop", hop));
            xml.end();
        }
        dialog.local().ifPresent(local -> participant("local", local));
        dialog.remote().ifPresent(remote -> participant("remote", remote));
        xml.elements(dialog.extensions()).end();
    }

    private void participant(String name, Participant participant) {
        xml.start(NS, name);
        participant.identity().ifPresent(identity -> identity("identity", identity));
        participant.target().ifPresent(target -> {
            xml.start(NS, "target").attribute("uri", target.uri());
            target.parameters()
                    .forEach(parameter -> xml.start(NS, "param")
                            .attribute("pname", parameter.name())
                            .attribute("pval", parameter.value())
                            .end());
            xml.end();
        });
        participant
                .sessionDescription()
                .ifPresent(description -> xml.start(NS, "session-description")
                        .attribute("type", description.type())
                        .text(description.content())
                        .end());
        participant.cseq().ifPresent(cseq -> xml.leaf(NS, "cseq", cseq.toString()));
        xml.elements(participant.extensions()).end();
    }

    private void identity(String name, Identity identity) {
        xml.start(NS, name);
        identity.display().ifPresent(display -> xml.attribute("display", display));
        xml.text(identity.uri()).end();
    }
}
