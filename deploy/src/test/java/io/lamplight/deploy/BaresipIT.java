package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.Baresip;
import io.lamplight.deploy.support.ItFolders;
import io.lamplight.deploy.support.OneNode;
import io.lamplight.deploy.walk.Publisher;
import io.lamplight.deploy.walk.SipPeer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A phone that others wrote. The PUBLISH that baresip 1.0.0 sends at its start is answered 400: until its user chooses a
 * status it says {@code <basic>unknown</basic>}, which RFC 3863 does not have.
 */
@Tag("interop")
@ExtendWith(OneNode.Shared.class)
class BaresipIT {
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @Test
    void showsWhatAnotherPhonePublishes(OneNode node) throws Exception {
        try (Baresip bob = baresip("bob", "carol", node);
                var desk = new SipPeer("carol", "127.0.0.1")) {
            awaitWatched(node, "carol", "bob");
            awaitShown(bob, "Offline", "carol");

            var carol = new Publisher(desk, "sip:carol@example.com", "presence", "application/pidf+xml", "desk");
            carol.publish(node.sip(), pidf(""), 600, PATIENCE);
            awaitShown(bob, "Online", "carol");

            carol.publish(node.sip(), pidf("<rpid:on-the-phone/>"), 600, PATIENCE);
            awaitShown(bob, "Busy", "carol");

            carol.publish(node.sip(), "", 0, PATIENCE);
            awaitShown(bob, "Offline", "carol");
        }
    }

    @Test
    void showsWhatAnotherBaresipPublishes(OneNode node) {
        try (Baresip dave = baresip("dave", "erin", node);
                Baresip erin = baresip("erin", "dave", node)) {
            awaitWatched(node, "erin", "dave");
            awaitWatched(node, "dave", "erin");

            erin.goOnline();
            awaitShown(dave, "Online", "erin");
            awaitShown(erin, "Offline", "dave");
            dave.goOnline();
            awaitShown(erin, "Online", "dave");

            erin.goOffline();
            awaitShown(dave, "Offline", "erin");
            assertThat(node.describe("erin@example.com", "presence").path("publications"))
                    .hasSize(1);
        }
    }

    /** It checks the certificate, and has no other way to be reached than its connection. */
    @Test
    void showsByTlsWhatAnotherPhonePublishes(OneNode node) throws Exception {
        try (Baresip heidi = Baresip.startByTls(
                        ItFolders.create("BaresipIT-heidi"), "heidi", "ivan", node.sipByTls(), node.certificate());
                var desk = new SipPeer("ivan", "127.0.0.1")) {
            awaitWatched(node, "ivan", "heidi");
            assertThat(node.describe("ivan@example.com", "presence").path("subscriptions"))
                    .allSatisfy(subscription -> assertThat(subscription
                                    .path("dialog")
                                    .path("flow")
                                    .path("transport")
                                    .asText())
                            .isEqualTo("tls"));
            awaitShown(heidi, "Offline", "ivan");

            var ivan = new Publisher(desk, "sip:ivan@example.com", "presence", "application/pidf+xml", "desk");
            ivan.publish(node.sip(), pidf("").replace("carol", "ivan"), 600, PATIENCE);
            awaitShown(heidi, "Online", "ivan");

            heidi.goOnline();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.describe("heidi@example.com", "presence")
                                    .path("publications"))
                            .hasSize(1));
        }
    }

    @Test
    void leavesNothingBehindWhenItEnds(OneNode node) {
        try (Baresip frank = baresip("frank", "grace", node)) {
            awaitWatched(node, "grace", "frank");
            frank.goOnline();
            await().atMost(PATIENCE)
                    .until(() -> node.describe("frank@example.com", "presence")
                                    .path("publications")
                                    .size()
                            == 1);

            frank.terminate();

            await().atMost(PATIENCE)
                    .until(() ->
                            node.get("api/v1/presentities/frank@example.com").statusCode() == 404);
            await().atMost(PATIENCE)
                    .until(() ->
                            node.get("api/v1/presentities/grace@example.com").statusCode() == 404);
        }
    }

    private static Baresip baresip(String user, String watched, OneNode node) {
        return Baresip.start(ItFolders.create("BaresipIT-" + user), user, watched, node.sip());
    }

    private static void awaitWatched(OneNode node, String user, String watcher) {
        await("a subscription of " + watcher + " to " + user)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                node.describe(user + "@example.com", "presence").path("subscriptions"))
                        .singleElement()
                        .satisfies(subscription -> {
                            assertThat(subscription
                                            .path("dialog")
                                            .path("remoteUri")
                                            .asText())
                                    .isEqualTo("<sip:" + watcher + "@example.com>");
                            assertThat(subscription.path("state").asText()).isEqualTo("active");
                        }));
    }

    private static void awaitShown(Baresip phone, String status, String user) {
        await(user + " " + status)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(phone.contacts()).contains(status + " " + user + " <"));
    }

    private static String pidf(String activity) {
        return "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\""
                + " xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\" entity=\"sip:carol@example.com\">"
                + "<tuple id=\"desk\"><status><basic>open</basic></status></tuple>"
                + "<dm:person id=\"carol\"><rpid:activities>" + activity + "</rpid:activities></dm:person></presence>";
    }
}
