package io.lamplight.presence.body.pidf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lamplight.presence.body.pidf.PidfDocument.Basic;
import io.lamplight.presence.body.pidf.PidfDocument.Contact;
import io.lamplight.presence.body.pidf.PidfDocument.Note;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.body.xml.XmlFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PidfTest {
    private static byte[] golden(String name) throws IOException {
        try (InputStream in = PidfTest.class.getResourceAsStream("/pidf/" + name)) {
            return in.readAllBytes();
        }
    }

    private static PidfDocument read(String content) throws XmlFault {
        String text = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model'"
                + " entity='sip:a@b'>" + content + "</presence>";
        return PidfReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsAllOfARichDocument() throws Exception {
        PidfDocument document = PidfReader.read(golden("rich.xml"));
        assertThat(document.entity()).isEqualTo("pres:ann@example.com");
        assertThat(document.tuples()).hasSize(2);
        assertThat(document.tuples().get(0)).satisfies(voice -> {
            assertThat(voice.id()).isEqualTo("voice");
            assertThat(voice.basic()).contains(Basic.OPEN);
            assertThat(voice.statusExtensions()).extracting(XmlElement::name).containsExactly("mood-ring");
            assertThat(voice.extensions())
                    .extracting(XmlElement::name)
                    .containsExactly("deviceID", "servcaps", "class", "service-class", "timed-status");
            assertThat(voice.contact())
                    .contains(new Contact("sip:ann@desk.example.com;transport=tcp?x=1&y=2", Optional.of("0.85")));
            assertThat(voice.notes())
                    .containsExactly(
                            new Note(Optional.of("en"), "Do <not> disturb & wait"),
                            new Note(Optional.of("fr"), "Ne pas déranger ☎"));
            assertThat(voice.timestamp().orElseThrow().text()).isEqualTo("2026-02-03T16:49:29+01:00");
        });
        assertThat(document.tuples().get(1).basic()).isEmpty();
        assertThat(document.notes()).containsExactly(new Note(Optional.empty(), "At large"));
        assertThat(document.persons()).singleElement().satisfies(person -> {
            assertThat(person.elements()).hasSize(10);
            assertThat(person.notes()).containsExactly(new Note(Optional.empty(), "Reads"));
        });
        assertThat(document.devices())
                .singleElement()
                .satisfies(device -> assertThat(device.deviceId()).contains("mac:8asd7d7d70"));
        assertThat(document.extensions()).extracting(XmlElement::name).containsExactly("plain");
    }

    // DOC-02
    @Test
    void writesWhatItReadWithTheSameMeaning() throws Exception {
        PidfDocument document = PidfReader.read(golden("rich.xml"));
        byte[] written = PidfWriter.write(document);
        assertThat(PidfReader.read(written)).isEqualTo(document);
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo(new String(golden("rich-written.xml"), StandardCharsets.UTF_8));
    }

    // DOC-02
    @Test
    void keepsMustUnderstand() throws Exception {
        PidfDocument document = PidfReader.read(PidfWriter.write(PidfReader.read(golden("rich.xml"))));
        assertThat(document.tuples().get(1).extensions().get(0).attribute(Pidf.PIDF, "mustUnderstand"))
                .contains("1");
    }

    @Test
    void takesChildrenInAnyOrder() throws XmlFault {
        PidfDocument document =
                read("<tuple id='t'><timestamp>2026-01-01T00:00:00Z</timestamp><note>n</note><contact>sip:a@c</contact>"
                        + "<status><basic> open </basic></status></tuple>");
        assertThat(document.tuples().get(0).basic()).contains(Basic.OPEN);
    }

    // DOC-02, DOC-03
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tuple id='t'/>",
                "<tuple><status/></tuple>",
                "<tuple id=' '><status/></tuple>",
                "<tuple id='t'><status><basic>away</basic></status></tuple>",
                "<tuple id='t'><status><basic>open</basic><basic>closed</basic></status></tuple>",
                "<tuple id='t'><status/><status/></tuple>",
                "<tuple id='t'><status/></tuple><tuple id='t'><status/></tuple>",
                "<tuple id='t'><status/></tuple><dm:person id='t'/>",
                "<tuple id='t'><status/><contact priority='1.1'>sip:a@c</contact></tuple>",
                "<tuple id='t'><status/><contact priority='high'>sip:a@c</contact></tuple>",
                "<tuple id='t'><status/><contact>sip:a@c</contact><contact>sip:a@d</contact></tuple>",
                "<tuple id='t'><status/><timestamp>noon</timestamp></tuple>",
                "<dm:person/>",
                "<dm:device id='d'><dm:deviceID>1</dm:deviceID><dm:deviceID>2</dm:deviceID></dm:device>"
            })
    void refusesWhatTheSchemaForbids(String content) {
        assertThatThrownBy(() -> read(content)).isInstanceOf(XmlFault.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<presence entity='sip:a@b'/>",
                "<presence xmlns='urn:ietf:params:xml:ns:cpim-pidf:' entity='sip:a@b'/>",
                "<presence xmlns='urn:ietf:params:xml:ns:pidf'/>",
                "<tuple xmlns='urn:ietf:params:xml:ns:pidf' id='t'><status/></tuple>"
            })
    void refusesOtherRoots(String text) {
        assertThatThrownBy(() -> PidfReader.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(XmlFault.class);
    }
}
