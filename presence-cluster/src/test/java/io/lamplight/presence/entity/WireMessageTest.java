package io.lamplight.presence.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.KeeperCommand;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever travels between nodes arrives as it left. */
class WireMessageTest {
    private static final EventName PRESENCE = new EventName("presence");
    private static final MediaType PIDF = new MediaType("application/pidf+xml");
    private static final Aor ALICE = new Aor("sip:alice@example.com");

    private static ActorTestKit system;

    @BeforeAll
    static void start() {
        system = ActorTestKit.create(PresentityFixture.CONFIG);
    }

    @AfterAll
    static void stop() {
        system.shutdownTestKit();
    }

    private static List<Object> messages() {
        var dialog = PresentityFixture.dialog("bob", "tag", "one");
        var notifies = new SendNotifies(
                ALICE,
                PRESENCE,
                List.of(new NotifyContent(PIDF, Bytes.utf8("<presence/>"), 5, Map.of("Call-Info", "<sip:a>"))),
                List.of(new SendNotifies.Line(dialog, "", 3, 2, "terminated", "timeout", 0, 0)));
        return List.of(
                new PresentityCommand.Subscribe(
                        PRESENCE,
                        "id",
                        dialog,
                        7,
                        3600,
                        PIDF,
                        -9,
                        system.<SubscribeReply>createTestProbe().getRef()),
                new PresentityCommand.Subscribe(
                                PRESENCE,
                                "",
                                dialog,
                                8,
                                3600,
                                PIDF,
                                3,
                                system.<SubscribeReply>createTestProbe().getRef())
                        .through(new Lens(Map.of("call-id", "c", "to-tag", "t"))),
                new PresentityCommand.Publish(
                        PRESENCE,
                        "",
                        PIDF,
                        Bytes.utf8("<presence/>"),
                        3600,
                        5,
                        system.<PublishReply>createTestProbe().getRef()),
                new PresentityCommand.NotifyFailed(PRESENCE, "tag", 3, 481, -1),
                new PresentityCommand.EdgeLost("127.0.0.1:25520"),
                new PresentityCommand.Wake(true),
                new KeeperCommand.Awake(ALICE),
                new KeeperCommand.Sleeping(ALICE, 1_767_229_300_000L, 1, 2, true),
                new KeeperCommand.KeepAlive(17),
                new KeeperCommand.AwaitScan(
                        system.<KeeperCommand.Scanned>createTestProbe().getRef()),
                new KeeperCommand.Scanned(17),
                new PresentityCommand.Describe(
                        system.<PresentityCommand.Description>createTestProbe().getRef()),
                new PresentityCommand.Description(
                        ALICE,
                        List.of(new PresentityCommand.PackageDescription(
                                PRESENCE,
                                List.of(new PresentityCommand.PublicationDescription(
                                        "p", "e", PIDF, "<presence/>", Instant.EPOCH, Instant.EPOCH)),
                                List.of(new PresentityCommand.SubscriptionDescription(
                                        dialog, "", "active", PIDF, new Lens(Map.of("a", "b")), Instant.EPOCH, 4)),
                                Map.of("application/pidf+xml", "<presence/>")))),
                new SubscribeReply.Accepted("tag", 3600, notifies),
                new PublishReply.Accepted("etag", 3600),
                new Rejected(423, "Interval Too Brief", Map.of("Min-Expires", "60")),
                notifies,
                new EdgeCommand.Forget("tag"));
    }

    @Test
    void arrivesAsItLeft() {
        SerializationTestKit kit = system.serializationTestKit();

        messages().forEach(message -> kit.verifySerialization(message, true));
    }

    @Test
    void isTestedForEachMessage() {
        Set<Class<?>> tested = new HashSet<>();
        messages().forEach(message -> tested.add(message.getClass()));

        for (Class<?> root :
                List.of(PresentityCommand.class, SubscribeReply.class, PublishReply.class, EdgeCommand.class)) {
            assertThat(tested).containsAll(records(root));
        }
    }

    private static Set<Class<?>> records(Class<?> root) {
        Set<Class<?>> records = new HashSet<>();
        for (Class<?> permitted : root.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                records.addAll(records(permitted));
            } else {
                records.add(permitted);
            }
        }
        return records;
    }
}
