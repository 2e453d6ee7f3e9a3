package io.lamplight.presence.body.dialoginfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Direction;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Identity;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Parameter;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Participant;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Replaces;
import io.lamplight.presence.body.dialoginfo.DialogInfo.State;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Status;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Target;
import io.lamplight.presence.body.xml.XmlAttribute;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.body.xml.XmlFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialogInfoTest {
    private static byte[] golden(String name) throws IOException {
        try (InputStream in = DialogInfoTest.class.getResourceAsStream("/dialoginfo/" + name)) {
            return in.readAllBytes();
        }
    }

    private static DialogInfo read(String attributes, String content) throws XmlFault {
        String text = "<dialog-info xmlns='urn:ietf:params:xml:ns:dialog-info' " + attributes + ">" + content
                + "</dialog-info>";
        return DialogInfoReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsAllOfARichDocument() throws Exception {
        DialogInfo info = DialogInfoReader.read(golden("rich.xml"));
        assertThat(info.version()).isEqualTo(7);
        assertThat(info.full()).isTrue();
        assertThat(info.entity()).isEqualTo("sip:ann@example.com");
        assertThat(info.extensions()).extracting(XmlElement::text).containsExactly("shift 2");
        Dialog dialog = info.dialogs().get(0);
        assertThat(dialog.callId()).contains("a84b4c76e66710");
        assertThat(dialog.localTag()).contains("1928301774");
        assertThat(dialog.remoteTag()).contains("456887766");
        assertThat(dialog.direction()).contains(Direction.INITIATOR);
        assertThat(dialog.attributes()).containsExactly(new XmlAttribute("urn:example:x", "line", "3"));
        assertThat(dialog.status()).isEqualTo(new Status(State.TERMINATED, Optional.of("rejected"), Optional.of(486)));
        assertThat(dialog.duration()).contains(145L);
        assertThat(dialog.replaces()).contains(new Replaces("hg287s98s89", "6762h7", "09278hsb"));
        assertThat(dialog.referredBy()).contains(new Identity("sip:bob@example.com", Optional.of("Bob \"B\"")));
        assertThat(dialog.routeSet()).containsExactly("sip:p1.example.com;lr", "sip:p2.example.com;lr");
        Participant local = dialog.local().orElseThrow();
        assertThat(local.identity()).contains(new Identity("sip:ann@example.com", Optional.of("Ann Ågren")));
        assertThat(local.target())
                .contains(new Target(
                        "sip:ann@pc.example.com",
                        List.of(new Parameter("+sip.rendering", "yes"), new Parameter("isfocus", ""))));
        assertThat(local.sessionDescription().orElseThrow().content()).startsWith("v=0\n");
        assertThat(local.cseq()).contains(563287L);
        assertThat(dialog.remote().orElseThrow().extensions())
                .extracting(XmlElement::name)
                .containsExactly("codec");
        assertThat(dialog.extensions()).extracting(XmlElement::name).containsExactly("appearance", "exclusive");
        assertThat(info.dialogs().get(1).status()).isEqualTo(Status.of(State.TRYING));
    }

    @Test
    void writesWhatItReadWithTheSameMeaning() throws Exception {
        DialogInfo info = DialogInfoReader.read(golden("rich.xml"));
        byte[] written = DialogInfoWriter.write(info);
        assertThat(DialogInfoReader.read(written)).isEqualTo(info);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(new String(golden("rich-written.xml"), StandardCharsets.UTF_8));
    }

    // DLG-02
    @Test
    void leavesRoomForTheVersion() throws Exception {
        DialogInfo info = DialogInfoReader.read(golden("rich.xml"));
        DialogInfoWriter.Unversioned unversioned = DialogInfoWriter.writeUnversioned(info);
        String text = new StringBuilder(unversioned.text())
                .insert(unversioned.versionAt(), "7")
                .toString();
        assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(DialogInfoWriter.write(info));
    }

    @Test
    void takesAnEmptyTagForNone() throws XmlFault {
        DialogInfo info = read(
                "version='0' state='full' entity='sip:a@b'",
                "<dialog id='1' call-id='c' local-tag='' remote-tag=''><state>trying</state></dialog>");
        assertThat(info.dialogs().get(0).localTag()).isEmpty();
        assertThat(info.dialogs().get(0).remoteTag()).isEmpty();
    }

    @Test
    void readsThatADocumentIsPartial() throws XmlFault {
        assertThat(read("version='0' state='partial' entity='sip:a@b'", "").full())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state='full' entity='sip:a@b'",
                "version='0' entity='sip:a@b'",
                "version='0' state='full'",
                "version='-1' state='full' entity='sip:a@b'",
                "version='99999999999999999999' state='full' entity='sip:a@b'",
                "version='0' state='whole' entity='sip:a@b'"
            })
    void refusesARootThatTheSchemaForbids(String attributes) {
        assertThatThrownBy(() -> read(attributes, "")).isInstanceOf(XmlFault.class);
    }

    // DLG-03
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<dialog id='1'/>",
                "<dialog><state>early</state></dialog>",
                "<dialog id='1'><state>ringing</state></dialog>",
                "<dialog id='1'><state event='bored'>terminated</state></dialog>",
                "<dialog id='1'><state code='7'>terminated</state></dialog>",
                "<dialog id='1'><state code='x'>terminated</state></dialog>",
                "<dialog id='1'><state>early</state><state>early</state></dialog>",
                "<dialog id='1' direction='up'><state>early</state></dialog>",
                "<dialog id='1'><state>early</state><duration>long</duration></dialog>",
                "<dialog id='1'><state>early</state><replaces call-id='c'/></dialog>",
                "<dialog id='1'><state>early</state></dialog><dialog id='1'><state>early</state></dialog>",
                "<dialog id='1'><state>early</state><local><target/></local></dialog>"
            })
    void refusesADialogThatTheSchemaForbids(String content) {
        assertThatThrownBy(() -> read("version='0' state='full' entity='sip:a@b'", content))
                .isInstanceOf(XmlFault.class);
    }

    @Test
    void refusesOtherRoots() {
        assertThatThrownBy(() -> DialogInfoReader.read("<dialog-info/>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(XmlFault.class);
    }
}
