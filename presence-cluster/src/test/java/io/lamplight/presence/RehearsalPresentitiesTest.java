package io.lamplight.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.EdgeCommand;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import io.lamplight.presence.entity.PresenceSettings;
import io.lamplight.presence.packages.presence.PresencePackage;
import io.lamplight.presence.spi.EventPackages;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RehearsalPresentitiesTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local")
                    .withFallback(PersistenceTestKitPlugin.config())
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));
    private static final Aor RESOURCE = new Aor("sip:r0@rehearsal.invalid");
    private static final EventName PRESENCE = new EventName("presence");
    private static final MediaType PIDF = MediaType.of("application", "pidf+xml");

    private final PresencePackage pack = new PresencePackage();
    private final TestProbe<EdgeCommand> edge = KIT.createTestProbe();
    private final RehearsalPresentities presentities = RehearsalPresentities.start(
            KIT.system(),
            EventPackages.of(pack),
            PresenceSettings.from(KIT.system().settings().config()),
            Clock.systemUTC());

    private long transactions;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void answerAsOthersDoAndNotifyTheEdgeOfTheRehearsal() throws Exception {
        presentities.notifyBy(edge.getRef());
        String first = publish("", pack.samples().get(0), 600);
        assertThat(subscribe("", 1)).isNotEmpty();
        publish(first, pack.samples().get(1), 600);
        SendNotifies sent = edge.expectMessageClass(SendNotifies.class);
        assertThat(sent.resource()).isEqualTo(RESOURCE);
        assertThat(sent.contents().get(0).body().utf8()).contains("on-the-phone");
        presentities.end();
    }

    private String publish(String ifMatch, Bytes body, int expires) throws Exception {
        PublishReply reply = presentities
                .publish(
                        RESOURCE,
                        replyTo -> new PresentityCommand.Publish(
                                PRESENCE,
                                ifMatch,
                                body.isEmpty() ? null : PIDF,
                                body,
                                expires,
                                ++transactions,
                                replyTo))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return ((PublishReply.Accepted) reply).etag();
    }

    private String subscribe(String localTag, long cseq) throws Exception {
        DialogState dialog = new DialogState(
                "call@127.0.0.1",
                localTag,
                "remote",
                "<sip:r0@rehearsal.invalid>",
                "<sip:phone@rehearsal.invalid>",
                "sip:phone@127.0.0.1:5061",
                List.of(),
                new Flow("rehearsal", "udp", "127.0.0.1:5061"));
        SubscribeReply reply = presentities
                .subscribe(
                        RESOURCE,
                        replyTo -> new PresentityCommand.Subscribe(
                                PRESENCE, "", dialog, cseq, 600, PIDF, ++transactions, replyTo))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return ((SubscribeReply.Accepted) reply).localTag();
    }
}
