package io.lamplight.presence.entity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an earlier version wrote is read as what it meant. For a new event, add a sample and run once with
 * {@code -Dgolden.write=true}: that writes files that are missing and touches no other.
 */
class JournalCompatibilityTest {
    private static final Path GOLDEN = Path.of("src/test/resources/journal/v1");
    private static final int EVENTS = 7101;
    private static final int SNAPSHOTS = 7102;

    private static ActorTestKit system;
    private static Serialization serialization;

    @BeforeAll
    static void start() throws IOException {
        system = ActorTestKit.create(PresentityFixture.CONFIG);
        serialization = SerializationExtension.get(system.system());
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            for (Map.Entry<String, PresentityEvent> sample : Samples.events().entrySet()) {
                writeIfMissing(sample.getKey(), sample.getValue());
            }
            writeIfMissing("snapshot", Samples.state());
            writeIfMissing("snapshot+lens", Samples.stateWithLens());
        }
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    static Stream<Map.Entry<String, PresentityEvent>> samples() {
        return Samples.events().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsEachEventOfFormatOne(Map.Entry<String, PresentityEvent> sample) throws IOException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve(sample.getKey() + ".cbor"));

        assertThat(serialization.deserialize(golden, EVENTS, "").get()).isEqualTo(sample.getValue());
    }

    @Test
    void readsTheSnapshotOfFormatOne() throws IOException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("snapshot.cbor"));
        byte[] withLens = Files.readAllBytes(GOLDEN.resolve("snapshot+lens.cbor"));

        assertThat(serialization.deserialize(golden, SNAPSHOTS, "").get()).isEqualTo(Samples.state());
        assertThat(serialization.deserialize(withLens, SNAPSHOTS, "").get()).isEqualTo(Samples.stateWithLens());
    }

    @Test
    void writesWhatHasNoLensAsItDidBeforeThereWasOne() throws IOException {
        for (String name : List.of("subscribed", "resubscribed", "published", "publication-ended")) {
            assertThat(serialization.serialize(Samples.events().get(name)).get())
                    .as(name)
                    .hasSize((int) Files.size(GOLDEN.resolve(name + ".cbor")));
        }
    }

    @Test
    void hasASampleAndALogicalNameForEachEvent() {
        Set<Class<?>> sampled = new HashSet<>();
        Samples.events().forEach((name, event) -> {
            sampled.add(event.getClass());
            assertThat(event.getClass().getAnnotation(JsonTypeName.class).value())
                    .isEqualTo(name.replaceFirst("\\+.*", ""));
        });

        assertThat(sampled).isEqualTo(Set.of(PresentityEvent.class.getPermittedSubclasses()));
    }

    @Test
    void appliesEachEventToAnyState() {
        for (PresentityEvent event : Samples.events().values()) {
            for (PresentityState state : new PresentityState[] {PresentityState.EMPTY, Samples.state()}) {
                assertThat(state.apply(event)).isNotNull();
            }
        }
    }

    @Test
    void keepsClassNamesOutOfTheJournal() {
        Samples.events().values().forEach(event -> {
            var serializer = serialization.findSerializerFor(event);
            assertThat(serializer.identifier()).isEqualTo(EVENTS);
            assertThat(Serializers.manifestFor(serializer, event)).isEmpty();
            assertThat(new String(serializer.toBinary(event), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("lamplight");
        });
    }

    private static void writeIfMissing(String name, Object value) throws IOException {
        Path file = GOLDEN.resolve(name + ".cbor");
        if (!Files.exists(file)) {
            Files.write(file, serialization.serialize(value).get());
        }
    }
}
