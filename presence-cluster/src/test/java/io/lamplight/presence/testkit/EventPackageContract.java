package io.lamplight.presence.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.spi.BadBody;
import io.lamplight.presence.spi.BadParameter;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.Parsed;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What each event package holds to, whatever it is about. A package proves itself by a test that extends this one. */
public abstract class EventPackageContract {
    protected static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    protected static final Aor ANN = new Aor("sip:ann@example.com");

    private static final List<List<Integer>> ORDERS = List.of(
            List.of(0, 1, 2), List.of(0, 2, 1), List.of(1, 0, 2), List.of(1, 2, 0), List.of(2, 0, 1), List.of(2, 1, 0));

    protected final EventPackage pack;

    protected EventPackageContract(EventPackage pack) {
        this.pack = pack;
    }

    /** Three good bodies that speak of the same things, as three publishers of one presentity would send them. */
    protected abstract List<String> samples();

    /** A sample with a document type declaration before the root, if the format is XML. */
    protected Optional<String> sampleWithDtd() {
        return Optional.empty();
    }

    protected final MediaType notifyType() {
        return pack.notifyTypes().get(0);
    }

    protected final Parsed parse(String body) {
        return parse(Bytes.utf8(body));
    }

    private Parsed parse(Bytes body) {
        try {
            return pack.parse(pack.publishTypes().iterator().next(), body);
        } catch (BadBody e) {
            throw new AssertionError("refused: " + e.getMessage() + "\n" + body.utf8(), e);
        }
    }

    /** Later publications have higher ids and came later. */
    protected final Publication publication(int number, String body) {
        return new Publication("p" + number, parse(body), NOW.minusSeconds(100 - number));
    }

    protected final View view(Publication... publications) {
        return new View(ANN, List.of(publications), Optional.empty(), Set.of(), NOW);
    }

    protected final NotifyContent render(View view) {
        return pack.render(view, notifyType());
    }

    protected final String text(View view) {
        return withVersion(render(view));
    }

    /** The body as a watcher gets it first. */
    private static String withVersion(NotifyContent content) {
        String body = content.body().utf8();
        if (content.versionAt() == NotifyContent.NO_VERSION) {
            return body;
        }
        byte[] octets = content.body().array();
        String head = new String(octets, 0, content.versionAt(), StandardCharsets.UTF_8);
        return head + "0" + body.substring(head.length());
    }

    @Test
    public void offersSamplesToWarmUpWithThatAreShownOneOtherwiseThanTheOther() {
        List<String> shown = pack.samples().stream()
                .map(body -> text(view(publication(1, body.utf8()))))
                .toList();
        assertThat(shown).doesNotHaveDuplicates().hasSizeGreaterThan(1);
    }

    @Test
    public void hasNotifyTypesAndSensibleLifetimes() {
        assertThat(pack.name().value()).isNotEmpty();
        assertThat(pack.notifyTypes()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(pack.expiry().minimum()).isPositive();
    }

    @Test
    public void rendersTheDefaultTypeByDefault() {
        assertThat(render(view()).type()).isEqualTo(notifyType());
    }

    @Test
    public void readsWhatItRendersOfNothing() {
        assertThat(parse(text(view()))).isNotNull();
    }

    @Test
    public void readsWhatItRendersOfEachSample() {
        for (String sample : samples()) {
            String once = text(view(publication(1, sample)));
            String twice = text(view(new Publication("p1", parse(once), NOW.minusSeconds(99))));
            assertThat(twice).isEqualTo(once);
        }
    }

    // COMP-08
    @Test
    public void arrivalOrderNeverShowsInTheOctets() {
        List<Publication> publications = publications();
        NotifyContent first = render(view(publications.toArray(Publication[]::new)));
        for (List<Integer> order : ORDERS) {
            Publication[] shuffled = order.stream().map(publications::get).toArray(Publication[]::new);
            assertThat(render(view(shuffled))).isEqualTo(first);
        }
    }

    @Test
    public void timeAloneChangesNothing() {
        List<Publication> publications = publications();
        View later = new View(ANN, publications, Optional.empty(), Set.of(), NOW.plusSeconds(7));
        assertThat(render(later)).isEqualTo(render(view(publications.toArray(Publication[]::new))));
    }

    @Test
    public void refusesGarbageAsBadBodyAndNothingElse() {
        for (byte[] garbage : List.of(
                new byte[0],
                new byte[1000],
                "no markup at all".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xFF, (byte) 0xFE, '<', 0, 'a', 0},
                "<".getBytes(StandardCharsets.UTF_8))) {
            assertRefused(Bytes.wrap(garbage));
        }
    }

    @Test
    public void takesOrRefusesEachDamagedSample() {
        Random random = new Random(4);
        for (String sample : samples()) {
            byte[] good = sample.getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < good.length; length += 7) {
                takeOrRefuse(Arrays.copyOf(good, length));
            }
            for (int round = 0; round < 1500; round++) {
                byte[] damaged = good.clone();
                for (int hit = random.nextInt(4); hit >= 0; hit--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                takeOrRefuse(damaged);
            }
        }
    }

    /** What is taken must also be fit to show. */
    private void takeOrRefuse(byte[] octets) {
        Parsed parsed;
        try {
            parsed = pack.parse(pack.publishTypes().iterator().next(), Bytes.wrap(octets));
        } catch (BadBody refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(parse(text(view(new Publication("p1", parsed, NOW))))).isNotNull();
    }

    // DOC-08
    @Test
    public void refusesAMebibyteAsTooLarge() {
        byte[] octets = samples().get(0).getBytes(StandardCharsets.UTF_8);
        byte[] padded = new byte[1024 * 1024];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(octets, 0, padded, 0, octets.length);
        assertThatThrownBy(() -> pack.parse(pack.publishTypes().iterator().next(), Bytes.wrap(padded)))
                .isInstanceOfSatisfying(
                        BadBody.class, bad -> assertThat(bad.isTooLarge()).isTrue());
    }

    // DOC-08
    @Test
    public void refusesADocumentTypeDeclaration() {
        sampleWithDtd().ifPresent(body -> assertRefused(Bytes.utf8(body)));
    }

    private void assertRefused(Bytes body) {
        assertThatThrownBy(() -> pack.parse(pack.publishTypes().iterator().next(), body))
                .isInstanceOf(BadBody.class);
    }

    // DLG-02
    @Test
    public void versionGoesBetweenTwoQuotesOrNowhere() {
        for (String sample : samples()) {
            NotifyContent content = render(view(publication(1, sample)));
            if (content.versionAt() != NotifyContent.NO_VERSION) {
                byte[] octets = content.body().array();
                assertThat(octets[content.versionAt() - 1]).isEqualTo((byte) '"');
                assertThat(octets[content.versionAt()]).isEqualTo((byte) '"');
            }
        }
    }

    @Test
    public void marksDependOnChangeAndTimeOnly() {
        Publication before = publication(1, samples().get(0));
        Publication after = publication(1, samples().get(1));
        for (Change change : List.of(
                new Change(Optional.of(before), Optional.of(after)),
                new Change(Optional.of(before), Optional.empty()),
                new Change(Optional.empty(), Optional.of(after)))) {
            assertThat(pack.marks(change, NOW)).isEqualTo(pack.marks(change, NOW));
            assertThat(pack.marks(change, NOW).values())
                    .allSatisfy(until -> assertThat(until).isAfter(NOW));
        }
    }

    @Test
    public void rendersEachChangeWithAndWithoutItsMarks() {
        Publication before = publication(1, samples().get(0));
        Publication after = publication(1, samples().get(1));
        Change change = new Change(Optional.of(before), Optional.of(after));
        for (Set<String> marks :
                List.of(Set.<String>of(), pack.marks(change, NOW).keySet())) {
            View changed = new View(ANN, List.of(after), Optional.of(change), marks, NOW);
            assertThat(parse(text(changed))).isNotNull();
        }
        Change removal = new Change(Optional.of(before), Optional.empty());
        View removed = new View(
                ANN, List.of(), Optional.of(removal), pack.marks(removal, NOW).keySet(), NOW);
        assertThat(parse(text(removed))).isNotNull();
    }

    // RFC 6665 section 7.2
    @Test
    public void givesTheCommonViewToWhomAsksForNoOther() throws BadParameter {
        assertThat(pack.lens(Map.of())).isEqualTo(Lens.NONE);
        assertThat(pack.eventParameters())
                .doesNotContain("id")
                .allSatisfy(name -> assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT)));
    }

    @Test
    public void takesOrRefusesEachParameterAndShowsWhatCanBeRead() {
        for (String name : pack.eventParameters()) {
            for (String value : List.of("", "x")) {
                try {
                    Lens lens = pack.lens(Map.of(name, value));
                    View view = new View(ANN, publications(), Optional.empty(), Set.of(), NOW, lens);
                    assertThat(parse(text(view))).isNotNull();
                } catch (BadParameter refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                }
            }
        }
    }

    private List<Publication> publications() {
        assertThat(samples()).hasSize(3);
        return List.of(
                publication(1, samples().get(0)),
                publication(2, samples().get(1)),
                publication(3, samples().get(2)));
    }
}
