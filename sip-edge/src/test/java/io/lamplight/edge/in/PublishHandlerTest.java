package io.lamplight.edge.in;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.edge.testkit.FakePackage;
import io.lamplight.edge.transport.Framing;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.Rejected;
import org.junit.jupiter.api.Test;

class PublishHandlerTest {
    private final EdgeHarness edge = new EdgeHarness();

    private PresentityCommand.Publish published(String request) {
        edge.udp(request);
        assertThat(edge.presentities.publishes()).hasSize(1);
        return edge.presentities.publishes().get(0).command();
    }

    @Test
    void asksThePresentityAndAnswersWithTheNewTag() {
        PresentityCommand.Publish request = published(Sip.PUBLISH);

        assertThat(request.event().value()).isEqualTo("presence");
        assertThat(request.ifMatch()).isEmpty();
        assertThat(request.contentType()).isEqualTo(FakePackage.PIDF);
        assertThat(request.body().utf8()).isEqualTo("<presence/>");
        assertThat(request.expires()).isEqualTo(600);

        edge.presentities.publishes().get(0).reply().complete(new PublishReply.Accepted("e1", 500));
        String answer = edge.answer();
        assertThat(answer).startsWith("SIP/2.0 200 OK\r\n");
        assertThat(Sip.header(answer, "SIP-ETag")).isEqualTo("e1");
        assertThat(Sip.header(answer, "Expires")).isEqualTo("500");
        assertThat(Sip.header(answer, "To")).startsWith("<sip:alice@example.org>;tag=");
    }

    @Test
    void refreshesWithoutABody() {
        String refresh = Sip.without(Sip.with(Sip.PUBLISH, "SIP-If-Match", "e1"), "Content-Type")
                .replace("Content-Length: 11", "Content-Length: 0")
                .replace("<presence/>", "");
        PresentityCommand.Publish request = published(refresh);

        assertThat(request.ifMatch()).isEqualTo("e1");
        assertThat(request.contentType()).isNull();
        assertThat(request.body().isEmpty()).isTrue();
    }

    @Test
    void removesWithABodyOrWithout() {
        assertThat(published(Sip.with(Sip.with(Sip.PUBLISH, "SIP-If-Match", "e1"), "Expires", "0"))
                        .expires())
                .isZero();
    }

    @Test
    void readsCompactFoldedAndParameterisedHeaders() {
        String odd = Sip.PUBLISH
                .replace("Content-Type: application/pidf+xml", "c : Application/PIDF+XML\r\n ;charset=\"utf-8\"")
                .replace("Content-Length: 11", "l: 11")
                .replace("Event: presence", "o:presence")
                .replace("Via: ", "v: ")
                .replace("CSeq: 1 PUBLISH", "CSeq: 1\r\n\tPUBLISH")
                .replace("PUBLISH sip:alice@example.org", "PUBLISH SIP:%61lice:pw@EXAMPLE.org:5070;x=y");
        PresentityCommand.Publish request = published(odd);

        assertThat(request.contentType()).isEqualTo(FakePackage.PIDF);
        assertThat(edge.presentities.publishes().get(0).resource().uri()).isEqualTo("sip:alice@example.org");
    }

    @Test
    void cutsTheBodyAtContentLength() {
        assertThat(published(Sip.PUBLISH + "noise").body().utf8()).isEqualTo("<presence/>");
    }

    @Test
    void takesAllThatIsThereWithoutContentLength() {
        assertThat(published(Sip.without(Sip.PUBLISH, "Content-Length")).body().utf8())
                .isEqualTo("<presence/>");
    }

    @Test
    void keepsEscapesThatMatter() {
        published(Sip.PUBLISH.replace("PUBLISH sip:alice@", "PUBLISH sip:a%40b%3bc@"));

        assertThat(edge.presentities.publishes().get(0).resource().uri()).isEqualTo("sip:a%40b;c@example.org");
    }

    @Test
    void takesAPresUri() {
        published(Sip.PUBLISH.replace("PUBLISH sip:alice", "PUBLISH pres:alice"));

        assertThat(edge.presentities.publishes().get(0).resource().uri()).isEqualTo("sip:alice@example.org");
    }

    @Test
    void passesARefusalOn() {
        published(Sip.PUBLISH);
        edge.presentities.publishes().get(0).reply().complete(Rejected.of(412, "Conditional Request Failed"));

        assertThat(edge.answer()).startsWith("SIP/2.0 412 Conditional Request Failed\r\n");
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        String body = "x".repeat(64 * 1024 + 1);
        edge.udp(Sip.PUBLISH
                .replace("Content-Length: 11", "Content-Length: " + body.length())
                .replace("<presence/>", body));

        assertThat(edge.answer()).startsWith("SIP/2.0 413 ");
    }

    @Test
    void refusesWhatAStreamAnnouncesAsTooLarge() {
        String head = Sip.PUBLISH
                .replace("Content-Length: 11", "Content-Length: 1000000")
                .replace("<presence/>", "");
        edge.tcp(head, Framing.TOO_LARGE);

        assertThat(edge.tcp.one().text()).startsWith("SIP/2.0 413 ");
    }

    @Test
    void refusesAStreamWithoutContentLength() {
        edge.tcp(Sip.without(Sip.PUBLISH, "Content-Length"), Framing.NO_LENGTH);

        assertThat(edge.tcp.one().text()).startsWith("SIP/2.0 400 Bad Request: no Content-Length\r\n");
    }
}
