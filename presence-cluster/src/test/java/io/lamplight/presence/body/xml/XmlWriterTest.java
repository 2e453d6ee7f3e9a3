package io.lamplight.presence.body.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class XmlWriterTest {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final XmlWriter xml = new XmlWriter(Map.of("urn:known", "k"));

    private static XmlElement parse(String text) throws XmlFault {
        return SafeXml.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Wraps it in another document and reads it back. */
    private XmlElement throughAnotherDocument(XmlElement element) throws XmlFault {
        xml.root("urn:root", "root").element(element).end();
        return SafeXml.parse(xml.toBytes()).children().get(0);
    }

    @Test
    void declaresNamespacesWhereTheyAreNeeded() {
        xml.root("urn:root", "a").start("urn:root", "b").end();
        xml.start("urn:known", "c").start("urn:known", "d").end().end();
        xml.start("urn:other", "e").attribute("urn:third", "f", "1").end().end();
        assertThat(xml.toText())
                .isEqualTo(HEAD + "<a xmlns=\"urn:root\"><b/><k:c xmlns:k=\"urn:known\"><k:d/></k:c>"
                        + "<n1:e xmlns:n1=\"urn:other\" xmlns:n2=\"urn:third\" n2:f=\"1\"/></a>");
    }

    @Test
    void escapesWhatHasAMeaningInMarkup() throws XmlFault {
        String nasty = "<&>\"'\t\n\r]]> \u00e5 \ud83d\ude00";
        xml.root("urn:root", "a").attribute("x", nasty).text(nasty).end();
        XmlElement read = SafeXml.parse(xml.toBytes());
        assertThat(read.attribute("x")).contains(nasty);
        assertThat(read.text()).isEqualTo(nasty);
    }

    @Test
    void writesAttributesOfTheDefaultNamespaceWithAPrefix() throws XmlFault {
        xml.root("urn:root", "a")
                .start("urn:x", "b")
                .attribute("urn:root", "must", "1")
                .end()
                .end();
        assertThat(SafeXml.parse(xml.toBytes()).children().get(0).attribute("urn:root", "must"))
                .contains("1");
    }

    @Test
    void keepsElementsWithoutNamespace() throws XmlFault {
        XmlElement plain = parse("<a><b xmlns='urn:root'><c xmlns=''/></b></a>");
        assertThat(throughAnotherDocument(plain)).isEqualTo(plain);
    }

    @Test
    void keepsPrefixesThatValuesReferTo() throws XmlFault {
        XmlElement typed =
                parse("<o:a xmlns:o='urn:o' xmlns:k='urn:t' xmlns:i='urn:i' i:type='k:T'><k:b>o:x</k:b></o:a>");
        assertThat(typed.bindings()).containsExactly(new XmlElement.Binding("k", "urn:t"));
        assertThat(throughAnotherDocument(typed)).isEqualTo(typed);
    }

    @Test
    void takesNoPrefixThatAValueNeedsOtherwise() throws XmlFault {
        XmlElement typed = parse("<a xmlns='urn:known' xmlns:k='urn:t' t='k:T'><b u='k:U'/></a>");
        assertThat(throughAnotherDocument(typed)).isEqualTo(typed);
    }

    @Test
    void keepsMixedContent() throws XmlFault {
        XmlElement mixed = parse("<p xmlns='urn:h'>one <b>two</b> three</p>");
        assertThat(throughAnotherDocument(mixed)).isEqualTo(mixed);
    }

    @Test
    void bringsBackAPrefixThatWasHidden() throws XmlFault {
        XmlElement typed = parse("<a xmlns:k='urn:1' t='k:T'><b xmlns:k='urn:2' t='k:T'><c xmlns='urn:1'/></b>"
                + "<d t='k:T' xmlns='urn:1'/></a>");
        assertThat(throughAnotherDocument(typed)).isEqualTo(typed);
    }

    // DOC-08
    @Test
    @Timeout(5)
    void writesAsManyNamespacesAsAReaderLetsInQuickly() throws XmlFault {
        StringBuilder text = new StringBuilder();
        for (int level = 0; level < 30; level++) {
            text.append("<a");
            for (int i = 0; i < 30; i++) {
                String prefix = "p" + (level < 15 ? level : level - 15) + "_" + i;
                text.append(" xmlns:").append(prefix).append("='urn:").append(level < 15 ? "u" : level + "-" + i);
                text.append("' b").append(i).append("='").append(prefix).append(":'");
            }
            text.append('>');
        }
        text.append("<c xmlns='urn:u'/>".repeat(800)).append("</a>".repeat(30));
        XmlElement hostile = parse(text.toString());
        for (int round = 0; round < 20; round++) {
            XmlWriter writer = new XmlWriter(Map.of());
            writer.root("urn:root", "root").element(hostile).end();
            assertThat(writer.length()).isPositive();
        }
        assertThat(throughAnotherDocument(hostile)).isEqualTo(hostile);
    }
}
