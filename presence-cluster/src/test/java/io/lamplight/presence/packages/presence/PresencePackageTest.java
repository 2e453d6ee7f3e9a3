package io.lamplight.presence.packages.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.body.pidf.Pidf;
import io.lamplight.presence.body.pidf.PidfDocument;
import io.lamplight.presence.body.pidf.PidfDocument.Basic;
import io.lamplight.presence.body.pidf.PidfDocument.Note;
import io.lamplight.presence.body.pidf.PidfDocument.Person;
import io.lamplight.presence.body.pidf.PidfDocument.Tuple;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import io.lamplight.presence.testkit.EventPackageContract;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PresencePackageTest extends EventPackageContract {
    PresencePackageTest() {
        super(new PresencePackage());
    }

    @Override
    protected List<String> samples() {
        return List.of(
                presence(tuple("t", "open", "sip:ann@desk.example.com", "<note>one</note>")
                        + person("<r:activities since='2026-02-01T00:00:00Z'><r:busy/></r:activities>"
                                + "<r:mood id='m'><r:happy/></r:mood>")
                        + "<dm:device id='d'><dm:deviceID>mac:1</dm:deviceID></dm:device><note>root</note>"),
                presence(tuple("t", "closed", "sip:ann@mobile.example.com", "<r:class>biz</r:class>")
                        + tuple("u", "open", "sip:ann@desk.example.com", "")
                        + person("<r:activities><r:on-the-phone/></r:activities><r:mood id='m'><r:sad/></r:mood>")
                        + "<dm:device id='d'><dm:deviceID>mac:2</dm:deviceID></dm:device>"),
                presence(tuple("t", "open", "sip:ann@tablet.example.com", "<x:y xmlns:x='urn:x' z='1'>w</x:y>")
                        + person("<r:sphere>home</r:sphere><dm:note>here</dm:note>")
                        + "<dm:device id='e'><dm:deviceID>mac:1</dm:deviceID></dm:device><x:root xmlns:x='urn:x'/>"));
    }

    @Override
    protected Optional<String> sampleWithDtd() {
        return Optional.of("<!DOCTYPE presence>" + samples().get(0));
    }

    private static String presence(String content) {
        return "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model'"
                + " xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='pres:ann@example.com'>" + content
                + "</presence>";
    }

    private static String tuple(String id, String basic, String contact, String more) {
        return "<tuple id='" + id + "'><status><basic>" + basic + "</basic></status><contact>" + contact + "</contact>"
                + more + "</tuple>";
    }

    private static String person(String content) {
        return "<dm:person id='p'>" + content + "</dm:person>";
    }

    private PidfDocument document(Publication... publications) {
        return ((PresencePackage.Content) parse(text(view(publications)))).document();
    }

    private static Publication at(Publication publication, int secondsAgo) {
        return new Publication(publication.id(), publication.content(), NOW.minusSeconds(secondsAgo));
    }

    private static List<String> contacts(PidfDocument document) {
        return document.tuples().stream()
                .map(tuple -> tuple.contact().orElseThrow().uri())
                .toList();
    }

    @Test
    void isThePackageOfRfc3856() {
        assertThat(pack.name()).isEqualTo(new EventName("presence"));
        assertThat(pack.publishTypes()).containsExactly(new MediaType("application/pidf+xml"));
        assertThat(pack.notifyTypes()).containsExactly(new MediaType("application/pidf+xml"));
    }

    @Test
    void namesThePresentityByItsCanonicalAddress() {
        assertThat(document(publication(1, samples().get(0))).entity()).isEqualTo("sip:ann@example.com");
    }

    // COMP-07
    @Test
    void saysClosedWhenNothingIsPublished() {
        PidfDocument document = document();
        assertThat(document.tuples())
                .singleElement()
                .satisfies(tuple -> assertThat(tuple.basic()).contains(Basic.CLOSED));
        assertThat(text(view()))
                .isEqualTo(text(new View(ANN, List.of(), Optional.empty(), Set.of(), NOW.plusSeconds(9))));
    }

    // COMP-02
    @Test
    void showsServicesSideBySide() {
        PidfDocument document = document(
                publication(1, presence(tuple("a", "open", "sip:ann@one", ""))),
                publication(2, presence(tuple("b", "closed", "sip:ann@two", ""))));
        assertThat(contacts(document)).containsExactly("sip:ann@one", "sip:ann@two");
    }

    // COMP-02
    @Test
    void newestPublicationIsRightAboutAContact() {
        Publication first = publication(1, presence(tuple("a", "open", "sip:ann@one;x=Y", "")));
        Publication second = publication(2, presence(tuple("b", "closed", "SIP:ann@ONE;x=Y", "")));
        assertThat(document(first, second).tuples()).extracting(Tuple::id).containsExactly("b");
        assertThat(document(at(first, 1), second).tuples())
                .extracting(Tuple::id)
                .containsExactly("a");
    }

    // COMP-02
    @Test
    void keepsTuplesThatOnePublisherTellsApart() {
        PidfDocument document = document(publication(
                1, presence(tuple("voice", "open", "sip:ann@one", "") + tuple("chat", "closed", "sip:ann@one", ""))));
        assertThat(document.tuples()).extracting(Tuple::id).containsExactly("voice", "chat");
    }

    // COMP-02
    @Test
    void keepsServicesOfOneContactThatAreDescribedDifferently() {
        PidfDocument document = document(
                publication(1, presence(tuple("a", "open", "sip:ann@one", service("chat")))),
                publication(2, presence(tuple("b", "open", "sip:ann@one", service("voice")))));
        assertThat(document.tuples()).hasSize(2);
    }

    // COMP-02
    @Test
    void newestPublicationIsRightAboutAServiceOfADevice() {
        String device = "<dm:deviceID>mac:1</dm:deviceID>";
        PidfDocument document = document(
                publication(1, presence(tuple("a", "open", "sip:ann@one", service("chat") + device))),
                publication(2, presence(tuple("b", "open", "sip:ann@two", service("chat") + device))),
                publication(3, presence(tuple("c", "open", "sip:ann@three", service("voice") + device))));
        assertThat(contacts(document)).containsExactly("sip:ann@two", "sip:ann@three");
    }

    private static String service(String id) {
        return "<o:service-description xmlns:o='urn:oma:xml:prs:pidf:oma-pres'><o:service-id>" + id
                + "</o:service-id></o:service-description>";
    }

    // DOC-01
    @Test
    void renamesTuplesOfTwoPublishersWithOneId() {
        PidfDocument document = document(
                publication(1, presence(tuple("t", "open", "sip:ann@one", ""))),
                publication(2, presence(tuple("t", "closed", "sip:ann@two", ""))),
                publication(3, presence("<dm:person id='t'/>")));
        assertThat(document.tuples()).hasSize(2);
        assertThat(document.tuples().get(0).id()).isEqualTo("t");
        assertThat(document.tuples().get(1).id()).startsWith("t-");
        assertThat(document.persons().get(0).id()).startsWith("t-");
    }

    // DOC-03
    @Test
    void givesEachTupleATimestamp() {
        String own = "<timestamp>2026-01-01T01:00:00+01:00</timestamp>";
        PidfDocument document = document(publication(
                1, presence(tuple("a", "open", "sip:ann@one", own) + tuple("b", "open", "sip:ann@two", ""))));
        assertThat(document.tuples())
                .extracting(tuple -> tuple.timestamp().orElseThrow().text())
                .containsExactly(
                        "2026-01-01T01:00:00+01:00", NOW.minusSeconds(99).toString());
    }

    // DOC-04, COMP-03
    @Test
    void mergesPersonsIntoOneByNewestElement() {
        Person person = onlyPerson(
                publication(1, presence(person("<r:mood><r:happy/></r:mood><r:sphere>work</r:sphere>"))),
                publication(2, presence(person("<r:mood><r:sad/></r:mood>"))));
        assertThat(person.elements()).extracting(XmlElement::name).containsExactly("mood", "sphere");
        assertThat(person.elements().get(0).children())
                .extracting(XmlElement::name)
                .containsExactly("sad");
    }

    // COMP-03
    @Test
    void prefersTheLaterSinceAndThenTheLaterTimestamp() {
        String old = "<dm:timestamp>2026-01-01T00:00:00Z</dm:timestamp>";
        Publication stale = publication(2, presence(person("<r:sphere>home</r:sphere>" + old)));
        Publication fresh = publication(1, presence(person("<r:sphere>work</r:sphere>")));
        assertThat(onlyPerson(stale, fresh).elements().get(0).text()).isEqualTo("work");
        Publication since =
                publication(3, presence(person("<r:sphere since='2025-01-01T00:00:00Z'>bed</r:sphere>" + old)));
        assertThat(onlyPerson(stale, since).elements().get(0).text()).isEqualTo("home");
    }

    // COMP-03
    @Test
    void believesNoClockThatIsAheadOfOurs() {
        String ahead = "<dm:timestamp>2099-01-01T00:00:00Z</dm:timestamp>";
        Person person = onlyPerson(
                publication(1, presence(person("<r:sphere>home</r:sphere>" + ahead))),
                publication(2, presence(person("<r:sphere>work</r:sphere>"))));
        assertThat(person.elements().get(0).text()).isEqualTo("work");
    }

    // COMP-03
    @Test
    void breaksTiesByPublicationId() {
        Publication first = at(publication(1, presence(person("<r:sphere>home</r:sphere>"))), 5);
        Publication second = at(publication(2, presence(person("<r:sphere>work</r:sphere>"))), 5);
        assertThat(onlyPerson(second, first).elements().get(0).text()).isEqualTo("home");
    }

    // COMP-03
    @Test
    void unitesActivities() {
        Person person = onlyPerson(
                publication(1, presence(person("<r:activities><r:meeting/><r:busy/></r:activities>"))),
                publication(2, presence(person("<r:activities><r:busy/><r:on-the-phone/></r:activities>"))),
                publication(3, presence(person("<r:activities><r:unknown/></r:activities>"))));
        assertThat(person.elements())
                .singleElement()
                .satisfies(activities -> assertThat(activities.children())
                        .extracting(XmlElement::name)
                        .containsExactlyInAnyOrder("busy", "on-the-phone", "meeting"));
    }

    // COMP-03
    @Test
    void takesNotesOfAPersonFromTheNewestThatHasAny() {
        Person person = onlyPerson(
                publication(1, presence(person("<dm:note>lunch</dm:note>"))),
                publication(2, presence(person("<dm:note>back</dm:note>"))),
                publication(3, presence(person("<r:sphere>work</r:sphere>"))));
        assertThat(person.notes()).containsExactly(new Note(Optional.empty(), "back"));
    }

    // COMP-04
    @Test
    void showsEachDeviceOnceByItsNewestWord() {
        PidfDocument document = document(
                publication(1, presence("<dm:device id='a'><dm:deviceID>mac:1</dm:deviceID></dm:device>")),
                publication(2, presence("<dm:device id='b'><dm:deviceID>mac:1</dm:deviceID></dm:device>")),
                publication(3, presence("<dm:device id='b'><dm:deviceID>mac:2</dm:deviceID></dm:device>")));
        assertThat(document.devices()).hasSize(2);
        assertThat(document.devices().get(0).id()).isEqualTo("b");
        assertThat(document.devices().get(1).id()).startsWith("b-");
    }

    // DOC-05, DOC-06
    @Test
    void leavesOutWhatIsOverAndKeepsWhatIsToCome() {
        String timed = "<s:timed-status xmlns:s='urn:ietf:params:xml:ns:pidf:timed-status' from='%s' until='%s'/>";
        String past = timed.formatted("2026-02-01T00:00:00Z", "2026-03-01T11:59:59Z");
        String coming = timed.formatted("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z");
        Publication publication = publication(
                1,
                presence(tuple("t", "open", "sip:ann@one", past + coming)
                        + person("<r:activities until='2026-03-01T12:30:00+01:00'><r:busy/></r:activities>"
                                + "<r:mood until='2026-03-01T12:00:00Z'><r:happy/></r:mood>")));
        PidfDocument document = document(publication);
        assertThat(document.tuples().get(0).extensions())
                .singleElement()
                .satisfies(status -> assertThat(status.attribute("from")).contains("2026-04-01T00:00:00Z"));
        assertThat(document.persons().get(0).elements())
                .extracting(XmlElement::name)
                .containsExactly("mood");
    }

    // DOC-01
    @Test
    void keepsIdsOfRpidElementsApart() {
        String element = "<r:class id='x'>biz</r:class>";
        PidfDocument document = document(
                publication(1, presence(tuple("a", "open", "sip:ann@one", element))),
                publication(2, presence(tuple("b", "open", "sip:ann@two", element))));
        assertThat(document.tuples())
                .extracting(tuple -> tuple.extensions().get(0).attribute("id").orElseThrow())
                .doesNotHaveDuplicates();
    }

    // DOC-02
    @Test
    void keepsWhatItDoesNotKnow() {
        String unknown = "<x:a xmlns:x='urn:x' xmlns:q='urn:q' x:b='1' type='q:T'>c<x:d/></x:a>";
        PidfDocument document = document(publication(1, presence(unknown + tuple("t", "open", "sip:a@b", unknown))));
        assertThat(document.extensions()).isEqualTo(document.tuples().get(0).extensions());
        assertThat(document.extensions().get(0).bindings()).containsExactly(new XmlElement.Binding("q", "urn:q"));
        assertThat(document.extensions().get(0).attribute("urn:x", "b")).contains("1");
    }

    @Test
    void modifiedNoteShowsInTheDocument() {
        String body = presence(tuple("t", "open", "sip:ann@one", "<note>bseq:%d;p:7;</note>"));
        String first = text(view(publication(1, body.formatted(1))));
        String second = text(view(publication(1, body.formatted(2))));
        assertThat(first).contains("bseq:1;p:7;").doesNotContain("bseq:2");
        assertThat(second).contains("bseq:2;p:7;").doesNotContain("bseq:1");
    }

    @Test
    void newestStateOfEachPublicationShowsInTheDocument() {
        String body = presence(tuple("t%1$d", "open", "sip:ann@host:%1$d", "<note>bseq:%1$d;p:%1$d;</note>"));
        assertThat(text(view(
                        publication(1, body.formatted(1)),
                        publication(2, body.formatted(2)),
                        publication(3, body.formatted(3)))))
                .contains("bseq:1;p:1;", "bseq:2;p:2;", "bseq:3;p:3;");
    }

    private Person onlyPerson(Publication... publications) {
        PidfDocument document = document(publications);
        assertThat(document.persons()).hasSize(1);
        return document.persons().get(0);
    }

    @Test
    void writesNoNamespaceButThoseOfTheDocument() {
        assertThat(text(view(publication(1, presence(tuple("t", "open", "sip:a@b", ""))))))
                .contains("<presence xmlns=\"" + Pidf.PIDF + "\" entity=")
                .doesNotContain("xmlns:");
    }
}
