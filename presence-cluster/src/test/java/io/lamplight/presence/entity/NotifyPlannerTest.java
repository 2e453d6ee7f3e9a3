package io.lamplight.presence.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.Edges;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.SendNotifies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NotifyPlannerTest {
    private static final int WATCHERS = 40;
    private static final int LARGE = 20_000;

    private static ActorTestKit system;

    @BeforeAll
    static void start() {
        system = ActorTestKit.create(PresentityFixture.CONFIG);
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    @Test
    void bodiesOfManyViewsDoNotMakeAMessageTooLargeForTheWay() {
        List<SendNotifies> messages = fanOut(Lens.NONE, true);

        List<String> called = new ArrayList<>();
        for (SendNotifies message : messages) {
            int octets = message.contents().stream()
                    .mapToInt(content -> content.body().length())
                    .sum();
            assertThat(octets).isLessThan(SendNotifies.MAX_TEXT + 2 * LARGE);
            message.lines().forEach(line -> {
                String body =
                        message.contents().get(line.content()).body().utf8().strip();
                assertThat(line.dialog().callId()).isEqualTo(body);
                called.add(body);
            });
        }
        assertThat(messages).hasSizeGreaterThan(1);
        assertThat(called).hasSize(WATCHERS).doesNotHaveDuplicates();
    }

    @Test
    void oneLargeBodyForAllStaysOneMessage() {
        List<SendNotifies> messages = fanOut(Lens.NONE, false);

        assertThat(messages).hasSize(1);
        assertThat(messages.get(0).contents()).hasSize(1);
        assertThat(messages.get(0).lines()).hasSize(WATCHERS);
    }

    private static List<SendNotifies> fanOut(Lens common, boolean own) {
        Map<String, Subscription> watchers = new LinkedHashMap<>();
        for (int i = 0; i < WATCHERS; i++) {
            String name = "w" + i;
            Lens lens = own ? new Lens(Map.of("own", name)) : common;
            watchers.put(
                    name,
                    new Subscription(
                            PresentityFixture.dialog(name, name, "one"), "", WordsPackage.TEXT, lens, 1, 1, 1, 1, 0));
        }
        var state = new PackageState(1, List.of(), watchers, Map.of());
        Documents documents = Documents.of(watchers.values(), form -> NotifyContent.of(form.type(), body(form)));
        TestProbe<EdgeCommand> edge = system.createTestProbe();

        new NotifyPlanner(PresentityFixture.ALICE, edges(edge))
                .fanOut(WordsPackage.NAME, state, watchers.values(), documents);

        List<SendNotifies> messages = new ArrayList<>();
        for (int lines = 0; lines < WATCHERS; ) {
            SendNotifies message = edge.expectMessageClass(SendNotifies.class);
            messages.add(message);
            lines += message.lines().size();
        }
        return messages;
    }

    private static Bytes body(Form form) {
        String name = form.lens().settings().getOrDefault("own", "all");
        return Bytes.utf8(name + " ".repeat(LARGE - name.length()));
    }

    private static Edges edges(TestProbe<EdgeCommand> edge) {
        return new Edges() {
            @Override
            public Optional<ActorRef<EdgeCommand>> route(String name) {
                return Optional.of(edge.getRef());
            }

            @Override
            public Optional<ActorRef<EdgeCommand>> exactly(String name) {
                return route(name);
            }

            @Override
            public void watch(ActorRef<PresentityCommand> presentity) {}

            @Override
            public void unwatch(ActorRef<PresentityCommand> presentity) {}
        };
    }
}
