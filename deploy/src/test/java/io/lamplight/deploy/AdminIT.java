package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lamplight.deploy.support.ItFolders;
import io.lamplight.deploy.support.OneNode;
import io.lamplight.deploy.support.Program;
import io.lamplight.deploy.walk.Publisher;
import io.lamplight.deploy.walk.SipMessage;
import io.lamplight.deploy.walk.SipPeer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of a node over HTTP. */
@ExtendWith(OneNode.Shared.class)
class AdminIT {
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @Test
    void isReadyAndAlive(OneNode node) {
        assertThat(node.get("ready").statusCode()).isEqualTo(200);
        assertThat(node.get("alive").statusCode()).isEqualTo(200);
    }

    @Test
    void listsItselfAsUp(OneNode node) {
        assertThat(node.json("cluster/members").path("members")).singleElement().satisfies(member -> {
            assertThat(member.path("node").asText())
                    .endsWith("@127.0.0.1:" + node.ports().remoting());
            assertThat(member.path("status").asText()).isEqualTo("Up");
        });
    }

    /** After a collection: a gauge whose object is only weakly held would say NaN. */
    @Test
    void measuresWhatItDoes(OneNode node) throws Exception {
        try (var lamp = new Lamp("measured")) {
            lamp.subscribe(node.sip(), 600);
            lamp.publishNext(node.sip(), 600);
            lamp.awaitNewest();
            // The 200 to the NOTIFY, which the server may not have read yet.
            await().atMost(PATIENCE)
                    .until(() -> metric(node, "lamplight_sip_notifies_total{outcome=\"ok\"}")
                            .filter(count -> count >= 2)
                            .isPresent());
            collectGarbage(node);

            assertThat(metric(node, "lamplight_sip_requests_total{code=\"200\",method=\"SUBSCRIBE\"}"))
                    .hasValueSatisfying(count -> assertThat(count).isPositive());
            assertThat(metric(node, "lamplight_sip_requests_total{code=\"200\",method=\"PUBLISH\"}"))
                    .hasValueSatisfying(count -> assertThat(count).isPositive());
            assertThat(metric(node, "lamplight_persist_seconds_count"))
                    .hasValueSatisfying(count -> assertThat(count).isPositive());
            assertThat(metric(node, "lamplight_publications"))
                    .hasValueSatisfying(count -> assertThat(count).isPositive());
            assertThat(metric(node, "lamplight_subscriptions"))
                    .hasValueSatisfying(count -> assertThat(count).isPositive());
            for (String name : List.of(
                    "lamplight_sip_notifies_total{outcome=\"timeout\"}",
                    "lamplight_expiry_lateness_seconds_count",
                    "lamplight_sip_pending",
                    "lamplight_sip_notify_waiting")) {
                assertThat(metric(node, name))
                        .as(name)
                        .hasValueSatisfying(
                                value -> assertThat(value).isNotNaN().isGreaterThanOrEqualTo(0));
            }
            assertThat(node.get("metrics").body()).contains("jvm_memory_used_bytes{");
        }
    }

    @Test
    void showsWhatIsKnownOfAPresentity(OneNode node) throws Exception {
        try (var lamp = new Lamp("shown")) {
            Instant before = Instant.now();
            lamp.subscribe(node.sip(), 600);
            lamp.publishNext(node.sip(), 600);
            lamp.awaitNewest();

            JsonNode shown = node.describe("shown@example.com", "presence");
            assertThat(shown.path("publications")).singleElement().satisfies(publication -> {
                assertThat(publication.path("etag").asText()).isNotEmpty();
                assertThat(publication.path("contentType").asText()).isEqualTo("application/pidf+xml");
                assertThat(publication.path("body").asText()).contains("state=1;");
                assertThat(time(publication, "expiresAt"))
                        .isBetween(before.plusSeconds(599), Instant.now().plusSeconds(601));
            });
            assertThat(shown.path("documents").path("application/pidf+xml").asText())
                    .contains("<basic>open</basic>", "state=1;");
            assertThat(shown.path("subscriptions")).singleElement().satisfies(subscription -> {
                assertThat(subscription.path("state").asText()).isEqualTo("active");
                assertThat(subscription.path("accept").asText()).isEqualTo("application/pidf+xml");
                assertThat(subscription.path("lastCseq").asLong()).isEqualTo(lamp.lastCseq());
                assertThat(subscription.path("dialog").path("remoteUri").asText())
                        .isEqualTo("<sip:watcher-shown@example.com>");
                assertThat(time(subscription, "expiresAt"))
                        .isBetween(before.plusSeconds(599), Instant.now().plusSeconds(601));
            });
        }
    }

    @Test
    void findsAPresentityByAnySpellingOfItsUri(OneNode node) throws Exception {
        try (var lamp = new Lamp("spelt")) {
            lamp.publishNext(node.sip(), 600);
            for (String spelling : List.of(
                    "spelt@example.com",
                    "sip:spelt@example.com",
                    "sip:spelt@EXAMPLE.com:5060",
                    "sip:%2573pelt@example.com")) {
                assertThat(node.json("api/v1/presentities/" + spelling)
                                .path("resource")
                                .asText())
                        .as(spelling)
                        .isEqualTo("sip:spelt@example.com");
            }
        }
    }

    @Test
    void saysThatNothingIsKnownOfAPresentity(OneNode node) {
        HttpResponse<String> answer = node.get("api/v1/presentities/nobody@example.com");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(error(node, answer)).contains("sip:nobody@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "@example.com", "a@", "tel:123", "a@b%20c", "a%25zz@example.com"})
    void refusesWhatIsNoAddress(String text, OneNode node) {
        HttpResponse<String> answer = node.get("api/v1/presentities/" + text);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(node, answer)).contains("not an address of record");
    }

    @Test
    void tellsWhereEachShardIs(OneNode node) {
        JsonNode shards = node.json("api/v1/shards");
        assertThat(shards.path("entityType").asText()).isEqualTo("presentity");
        assertThat(shards.path("regions")).singleElement().satisfies(region -> {
            assertThat(region.path("node").asText())
                    .endsWith("@127.0.0.1:" + node.ports().remoting());
            Set<String> ids = new HashSet<>();
            region.path("shards").forEach(shard -> ids.add(shard.path("id").asText()));
            assertThat(ids).hasSize(256);
        });
    }

    @Test
    void isNotReadyAndSaysSoToPhonesWhileCassandraHangs(OneNode node) throws Exception {
        try (var phone = new SipPeer("patient", "127.0.0.1")) {
            var publisher =
                    new Publisher(phone, "sip:patient@example.com", "presence", "application/pidf+xml", "patient");
            assertThat(publish(publisher, node, "before").status()).isEqualTo(200);

            signal(node.cassandraPid(), "STOP");
            try {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(node.get("ready")).returns(503, HttpResponse::statusCode));
                assertThat(node.get("alive").statusCode()).isEqualTo(200);
                SipMessage answer = publish(publisher, node, "meanwhile");
                assertThat(answer.status()).as(answer.firstLine()).isEqualTo(503);
                assertThat(Integer.parseInt(answer.get("Retry-After"))).isPositive();
            } finally {
                signal(node.cassandraPid(), "CONT");
            }

            await().atMost(PATIENCE).until(() -> node.get("ready").statusCode() == 200);
            // A publication of its own: what was refused above may have been kept all the same, under a lost tag.
            var next = new Publisher(phone, "sip:patient@example.com", "presence", "application/pidf+xml", "next");
            await().atMost(PATIENCE).until(() -> publish(next, node, "after").status() == 200);
            assertThat(node.describe("patient@example.com", "presence")
                            .path("documents")
                            .toString())
                    .contains(">after<");
        }
    }

    private static SipMessage publish(Publisher publisher, OneNode node, String note) throws Exception {
        return publisher.publish(node.sip(), Publisher.pidf("sip:patient@example.com", "open", note), 600, PATIENCE);
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }

    private static String error(OneNode node, HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return node.parse(answer.body()).path("error").asText();
    }

    private static Optional<Double> metric(OneNode node, String name) {
        return node.get("metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.valueOf(line.substring(name.length() + 1)))
                .findFirst();
    }

    private static void collectGarbage(OneNode node) {
        run(Program.ofJdk("jcmd"), Long.toString(node.pid()), "GC.run");
    }

    private static void signal(long process, String signal) {
        run("/bin/sh", "-c", "kill -" + signal + " " + process);
    }

    private static void run(String program, String... arguments) {
        Path folder = ItFolders.create("AdminIT");
        try (Program running = Program.start(folder, "program", program, List.of(arguments))) {
            assertThat(running.awaitExit(PATIENCE)).as(running.out()).isZero();
        }
    }
}
