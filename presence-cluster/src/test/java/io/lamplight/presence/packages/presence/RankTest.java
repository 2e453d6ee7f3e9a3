package io.lamplight.presence.packages.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.body.pidf.PidfDocument;
import io.lamplight.presence.body.pidf.PidfDocument.Basic;
import io.lamplight.presence.body.pidf.PidfDocument.Device;
import io.lamplight.presence.body.pidf.PidfDocument.Note;
import io.lamplight.presence.body.pidf.PidfDocument.Person;
import io.lamplight.presence.body.pidf.PidfDocument.Tuple;
import io.lamplight.presence.body.pidf.PidfWriter;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.spi.BadBody;
import io.lamplight.presence.spi.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sources of more classes than there are publishers of today, and what they say of the whole (COMP-01, 05, 06). */
class RankTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final SourceClass MANUAL = new SourceClass("manual", 100);
    private static final SourceClass CALENDAR = new SourceClass("calendar", -10);

    private static Publication publication(String id, String content, Instant at) {
        String body = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model'"
                + " xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='pres:ann@example.com'>" + content
                + "</presence>";
        try {
            return new Publication(
                    id, new PresencePackage().parse(new MediaType("application/pidf+xml"), Bytes.utf8(body)), at);
        } catch (BadBody e) {
            throw new AssertionError(body, e);
        }
    }

    /** Later ids came later. */
    private static Source source(SourceClass kind, int number, String content) {
        Source source = Source.of(publication("p" + number, content, NOW.minusSeconds(100 - number)));
        return new Source(source.id(), kind, source.publishedAt(), source.document());
    }

    private static PidfDocument compose(Source... sources) {
        return Composition.of("sip:ann@example.com", Stream.of(sources), NOW);
    }

    private static String tuple(String id, String basic) {
        return tuple(id, basic, "sip:ann@" + id);
    }

    private static String tuple(String id, String basic, String contact) {
        return "<tuple id='" + id + "'><status><basic>" + basic + "</basic></status><contact>" + contact
                + "</contact></tuple>";
    }

    private static String person(String content) {
        return "<dm:person id='p'>" + content + "</dm:person>";
    }

    private static List<String> services(PidfDocument document) {
        return document.tuples().stream()
                .map(tuple -> tuple.id() + ' ' + tuple.basic().map(Basic::name).orElse("-"))
                .toList();
    }

    private static List<String> activities(PidfDocument document) {
        Person person = document.persons().get(0);
        return person.elements().stream()
                .filter(element -> element.name().equals("activities"))
                .flatMap(element -> element.children().stream())
                .map(XmlElement::name)
                .toList();
    }

    // COMP-01
    @Test
    void publicationIsASourceOfTheClassDevice() {
        Source source = Source.of(publication("p1", tuple("a", "open"), NOW));
        assertThat(source.kind()).isEqualTo(SourceClass.DEVICE);
        assertThat(source.kind().name()).isEqualTo("device");
    }

    // COMP-05
    @Test
    void firstServiceIsOpenIfAnyIs() {
        PidfDocument document = compose(
                source(SourceClass.DEVICE, 1, tuple("a", "closed") + "<tuple id='s'><status/></tuple>"),
                source(SourceClass.DEVICE, 2, tuple("b", "open")),
                source(SourceClass.DEVICE, 3, tuple("c", "closed") + tuple("d", "open")));
        assertThat(services(document)).containsExactly("b OPEN", "d OPEN", "a CLOSED", "s -", "c CLOSED");
    }

    // COMP-05
    @Test
    void firstServiceIsClosedIfAllAre() {
        PidfDocument document = compose(
                source(SourceClass.DEVICE, 1, tuple("a", "closed")),
                source(SourceClass.DEVICE, 2, tuple("b", "closed")));
        assertThat(services(document)).containsExactly("a CLOSED", "b CLOSED");
    }

    // DOC-01
    @Test
    void idsDoNotMoveWithTheOrderOfServices() {
        Source first = source(SourceClass.DEVICE, 1, tuple("t", "closed", "sip:ann@one"));
        List<Tuple> tuples = compose(first, source(SourceClass.DEVICE, 2, tuple("t", "open", "sip:ann@two")))
                .tuples();
        assertThat(tuples.get(1).id()).isEqualTo("t");
        assertThat(tuples.get(0).id()).startsWith("t-");
    }

    // COMP-02
    @Test
    void higherRankIsRightAboutAServiceHoweverOldItsWord() {
        PidfDocument document = compose(
                source(MANUAL, 1, tuple("old", "open", "sip:ann@one")),
                source(SourceClass.DEVICE, 2, tuple("new", "closed", "sip:ann@one")));
        assertThat(services(document)).containsExactly("old OPEN");
    }

    // COMP-06
    @Test
    void userWhoSaysClosedIsClosedUntilThatIsCleared() {
        Source phone = source(SourceClass.DEVICE, 2, tuple("phone", "open"));
        Source invisible = source(MANUAL, 1, tuple("me", "closed"));
        assertThat(services(compose(invisible, phone))).containsExactly("me CLOSED", "phone CLOSED");
        assertThat(services(compose(phone))).containsExactly("phone OPEN");
    }

    // COMP-06
    @Test
    void userWhoSaysOpenComesFirstAndOpensNoClosedPhone() {
        PidfDocument document = compose(
                source(SourceClass.DEVICE, 1, tuple("phone", "closed")), source(MANUAL, 2, tuple("me", "open")));
        assertThat(services(document)).containsExactly("me OPEN", "phone CLOSED");
    }

    // COMP-06
    @Test
    void lowerRankClosesNothing() {
        PidfDocument document = compose(
                source(SourceClass.DEVICE, 1, tuple("phone", "open")), source(CALENDAR, 2, tuple("c", "closed")));
        assertThat(services(document)).containsExactly("phone OPEN", "c CLOSED");
    }

    // COMP-03, COMP-06
    @Test
    void overrideOfThePersonLeavesServicesAlone() {
        Source away = source(MANUAL, 1, person("<r:activities><r:away/></r:activities>"));
        PidfDocument document = compose(
                away,
                source(
                        SourceClass.DEVICE,
                        2,
                        tuple("phone", "open")
                                + person("<r:activities><r:on-the-phone/></r:activities><r:mood><r:sad/></r:mood>")),
                source(CALENDAR, 3, person("<r:activities><r:meeting/></r:activities><r:mood><r:happy/></r:mood>")));
        assertThat(services(document)).containsExactly("phone OPEN");
        assertThat(activities(document)).containsExactly("away");
        assertThat(document.persons().get(0).elements())
                .filteredOn(element -> element.name().equals("mood"))
                .singleElement()
                .satisfies(mood ->
                        assertThat(mood.children()).extracting(XmlElement::name).containsExactly("sad"));
    }

    // COMP-03
    @Test
    void activitiesOfOneRankAreUnitedAndThoseOfALowerOneLeftOut() {
        PidfDocument document = compose(
                source(CALENDAR, 4, person("<r:activities><r:meeting/></r:activities>")),
                source(SourceClass.DEVICE, 1, person("<r:activities><r:busy/></r:activities>")),
                source(SourceClass.DEVICE, 2, person("<r:activities><r:on-the-phone/></r:activities>")));
        assertThat(activities(document)).containsExactlyInAnyOrder("busy", "on-the-phone");
    }

    // COMP-03
    @Test
    void laterSinceOfALowerRankDoesNotCount() {
        PidfDocument document = compose(
                source(MANUAL, 1, person("<r:sphere since='2026-01-01T00:00:00Z'>home</r:sphere>")),
                source(
                        SourceClass.DEVICE,
                        2,
                        person("<r:sphere since='2026-02-01T00:00:00Z'>work</r:sphere><dm:note>desk</dm:note>")));
        assertThat(document.persons().get(0).elements().get(0).text()).isEqualTo("home");
        assertThat(document.persons().get(0).notes()).containsExactly(new Note(Optional.empty(), "desk"));
    }

    // COMP-04
    @Test
    void higherRankIsRightAboutADevice() {
        String device = "<dm:device id='%s'><dm:deviceID>mac:1</dm:deviceID></dm:device>";
        PidfDocument document = compose(
                source(MANUAL, 1, device.formatted("old")), source(SourceClass.DEVICE, 2, device.formatted("new")));
        assertThat(document.devices()).extracting(Device::id).containsExactly("old");
    }

    // COMP-08
    @Test
    void arrivalOrderNeverShowsInTheOctetsWhateverTheRanks() {
        Source a = source(MANUAL, 1, tuple("a", "closed") + person("<r:activities><r:away/></r:activities>"));
        Source b = source(SourceClass.DEVICE, 2, tuple("a", "open") + person("<r:sphere>work</r:sphere>"));
        Source c = source(
                CALENDAR, 3, tuple("c", "open", "sip:ann@a") + person("<r:activities><r:meeting/></r:activities>"));
        Set<String> documents = new HashSet<>();
        for (Source[] order : new Source[][] {{a, b, c}, {a, c, b}, {b, a, c}, {b, c, a}, {c, a, b}, {c, b, a}}) {
            documents.add(new String(PidfWriter.write(compose(order)), StandardCharsets.UTF_8));
        }
        assertThat(documents).hasSize(1);
    }
}
