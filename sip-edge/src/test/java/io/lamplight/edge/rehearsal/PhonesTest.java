package io.lamplight.edge.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.edge.testkit.FakePackage;
import io.lamplight.edge.transport.Framing;
import io.lamplight.edge.transport.Inbound;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.EventPackages;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PhonesTest {
    private static final Duration GOAL = Duration.ofMillis(20);
    private static final Duration AT_MOST = Duration.ofSeconds(5);
    private static final List<EventPackage> PACKAGES = FakePackage.packages().all().stream()
            .map(EventPackages.Registered::pack)
            .toList();
    private static final String REFUSED = "SIP/2.0 503 Service Unavailable\r\n";
    private static final String ACCEPTED = "SIP/2.0 200 OK\r\nSIP-ETag: e\r\n";

    private final Stage stage = new Stage();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> requests = new ArrayList<>();

    @Test
    void playEachSceneToItsEndOnceTheNewestRequestsAreQuick() throws InterruptedException {
        Phones.Result result = phones(Duration.ofMillis(1), ACCEPTED).play(GOAL, AT_MOST);
        assertThat(result.warm()).isTrue();
        assertThat(result.refusals()).isZero();
        assertThat(result.answers())
                .isGreaterThanOrEqualTo(Phones.LATEST)
                .isEqualTo(requests.size())
                .isLessThan(2 * Phones.LATEST);
        assertThat(result.answers() % Scene.REQUESTS).isZero();
        assertThat(requests.get(requests.size() - 1)).startsWith("PUBLISH").contains("Expires: 0\r\n");
    }

    @Test
    void giveUpWhenTheTimeIsUpAndSayThatTheyAreNotWarm() throws InterruptedException {
        Phones.Result result = phones(Duration.ofMillis(50), ACCEPTED).play(GOAL, AT_MOST);
        assertThat(result.warm()).isFalse();
        assertThat(nanos.get()).isBetween(AT_MOST.toNanos(), 2 * AT_MOST.toNanos() + GOAL.toNanos());
    }

    @Test
    void goOnWithOtherScenesWhenTheEdgeRefuses() throws InterruptedException {
        Phones.Result result = phones(Duration.ofMillis(50), REFUSED).play(GOAL, AT_MOST);
        assertThat(result.answers()).isZero();
        assertThat(result.refusals()).isEqualTo(requests.size()).isGreaterThan(50);
        assertThat(result.warm()).isFalse();
    }

    @Test
    void doNotWaitForEverForAnAnswerThatDoesNotCome() throws InterruptedException {
        Inbound deaf = (message, origin, framing) ->
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        Phones.Result result = new Phones(stage, PACKAGES, deaf, this::pass, nanos::get).play(GOAL, AT_MOST);
        assertThat(result.answers()).isZero();
        assertThat(result.warm()).isFalse();
    }

    @Test
    void playNothingWhenNoTimeIsGiven() throws InterruptedException {
        assertThat(phones(Duration.ofMillis(1), ACCEPTED)
                        .play(GOAL, Duration.ZERO)
                        .answers())
                .isZero();
        assertThat(requests).isEmpty();
    }

    private void pass() {
        nanos.addAndGet(GOAL.toNanos());
    }

    private Phones phones(Duration answerTime, String answer) {
        Inbound edge = (message, origin, framing) -> answer(message, answerTime, answer, framing);
        return new Phones(stage, PACKAGES, edge, () -> {}, nanos::get);
    }

    private void answer(byte[] message, Duration time, String answer, Framing framing) {
        assertThat(framing).isEqualTo(Framing.WHOLE);
        nanos.addAndGet(time.toNanos());
        String request = new String(message, StandardCharsets.UTF_8);
        requests.add(request);
        String callId = request.substring(request.indexOf("Call-ID: "), request.indexOf("CSeq: "));
        byte[] reply =
                (answer + "To: <sip:r@rehearsal.invalid>;tag=t\r\n" + callId + "\r\n").getBytes(StandardCharsets.UTF_8);
        stage.send(reply, reply.length, new InetSocketAddress(0), () -> {});
    }
}
