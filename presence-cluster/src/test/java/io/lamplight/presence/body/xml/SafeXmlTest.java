package io.lamplight.presence.body.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SafeXmlTest {
    private static XmlElement parse(String text) throws XmlFault {
        return SafeXml.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertMalformed(byte[] octets) {
        XmlFault fault = catchThrowableOfType(XmlFault.class, () -> SafeXml.parse(octets));
        assertThat(fault).isNotNull();
        assertThat(fault.isTooLarge()).isFalse();
        assertThat(fault.getMessage()).isNotBlank().doesNotContain("\n");
    }

    private static void assertMalformed(String text) {
        assertMalformed(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertTooLarge(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        XmlFault.class, fault -> assertThat(fault.isTooLarge()).isTrue());
    }

    @Test
    void readsElementsAttributesAndText() throws XmlFault {
        XmlElement root =
                parse("<a xmlns='urn:a' x='1' xml:lang='en'><!-- no --><b>t&amp;<![CDATA[<u>]]></b><?pi?></a>");
        assertThat(root.is("urn:a", "a")).isTrue();
        assertThat(root.attribute("x")).contains("1");
        assertThat(root.attribute(XmlAttribute.XML_NAMESPACE, "lang")).contains("en");
        assertThat(root.children()).singleElement().satisfies(b -> {
            assertThat(b.is("urn:a", "b")).isTrue();
            assertThat(b.text()).isEqualTo("t&<u>");
        });
    }

    @Test
    void prefixesMakeNoDifference() throws XmlFault {
        assertThat(parse("<p:a xmlns:p='urn:a'><p:b/></p:a>")).isEqualTo(parse("<a xmlns='urn:a'>\n  <b/>\n</a>"));
    }

    @Test
    void acceptsAByteOrderMarkOfUtf8() throws XmlFault {
        assertThat(parse("\uFEFF<?xml version='1.0' encoding='utf-8'?><a/>").name())
                .isEqualTo("a");
    }

    @Test
    void refusesOtherEncodings() {
        assertMalformed("<a>x</a>".getBytes(StandardCharsets.UTF_16));
        assertMalformed("<a>x</a>".getBytes(StandardCharsets.UTF_16LE));
        assertMalformed("<a>x</a>".getBytes(Charset.forName("UTF-32")));
        assertMalformed("<a>é</a>".getBytes(StandardCharsets.ISO_8859_1));
        assertMalformed("<?xml version='1.0' encoding='ISO-8859-1'?><a>x</a>");
        assertMalformed("<?xml version='1.1'?><a>x</a>");
        assertMalformed("+ADw-a+AD4-".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void refusesWhatIsNotWellFormed() {
        Stream.of(
                        "",
                        " ",
                        "text",
                        "<a>",
                        "<a></b>",
                        "<a/><b/>",
                        "<a/>text",
                        "<a x=1/>",
                        "<a x='1' x='2'/>",
                        "<p:a/>",
                        "<a>&unknown;</a>",
                        "<a>&#0;</a>",
                        "<a>&#xD800;</a>",
                        "<a>\0</a>",
                        "<a>\u0001</a>",
                        "<a>\uFFFE</a>",
                        "<a",
                        "<a><![CDATA[",
                        "<a><!--",
                        "<a xmlns:p=''/>",
                        "<a xmlns:xml='urn:x'/>",
                        "<a xmlns:xmlns='urn:x'/>",
                        "<a xmlns='http://www.w3.org/2000/xmlns/'/>")
                .forEach(SafeXmlTest::assertMalformed);
    }

    // DOC-08
    @Test
    void refusesEachDocumentTypeDeclaration() {
        String lol = "<!DOCTYPE lolz [<!ENTITY a 'lol'>"
                + IntStream.range(1, 10)
                        .mapToObj(i -> "<!ENTITY a" + i + " '" + ("&a" + (i - 1) + ";").repeat(10) + "'>")
                        .collect(Collectors.joining())
                + "]><lolz>&a9;</lolz>";
        assertMalformed(lol);
        assertMalformed("<!DOCTYPE a><a/>");
        assertMalformed("<!DOCTYPE a [<!ELEMENT a ANY><!ATTLIST a x CDATA 'd'>]><a/>");
        assertMalformed("<!DOCTYPE a SYSTEM 'http://192.0.2.1/a.dtd'><a/>");
        assertMalformed("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>");
        assertMalformed("<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><a/>");
    }

    // DOC-08
    @Test
    void stopsAtEachCap() {
        assertTooLarge("<a>" + " ".repeat(64 * 1024) + "</a>");
        assertTooLarge("<a>".repeat(33) + "</a>".repeat(33));
        assertTooLarge("<a>" + "<b/>".repeat(2000) + "</a>");
        assertTooLarge(
                IntStream.range(0, 65).mapToObj(i -> " a" + i + "=''").collect(Collectors.joining("", "<a", "/>")));
        assertTooLarge(IntStream.range(0, 65)
                .mapToObj(i -> " xmlns:a" + i + "='urn:x'")
                .collect(Collectors.joining("", "<a", "/>")));
    }

    @Test
    void allowsAllUpToTheCaps() throws XmlFault {
        assertThat(parse("<a>".repeat(32) + "</a>".repeat(32)).name()).isEqualTo("a");
        assertThat(parse("<a>" + "<b/>".repeat(1999) + "</a>").children()).hasSize(1999);
    }

    // DOC-08: the cap stops the reading, not the size of the document
    @Test
    void readsAMillionElementsNoFurtherThanTheCap() {
        SafeXml.Limits roomy = new SafeXml.Limits(Integer.MAX_VALUE, 32, 2000, 64);
        byte[] octets = ("<a>" + "<b/>".repeat(1_000_000) + "</a>").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> SafeXml.parse(octets, roomy))
                .isInstanceOf(XmlFault.class)
                .hasMessageContaining("2000 elements");
    }

    @Test
    void readsFromManyThreadsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> tasks = IntStream.range(0, 400)
                    .<Callable<Void>>mapToObj(i -> () -> {
                        String body = "<a xmlns='urn:" + i + "' x='" + i + "'><b>" + i + "</b></a>";
                        XmlElement root = parse(body);
                        assertThat(root.namespace()).isEqualTo("urn:" + i);
                        assertThat(root.attribute("x")).contains("" + i);
                        assertThat(root.children().get(0).text()).isEqualTo("" + i);
                        assertMalformed("<a>" + i);
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
