package io.lamplight.edge.in;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.edge.testkit.FakePackage;
import io.lamplight.edge.testkit.FakePresentities;
import io.lamplight.edge.transport.Framing;
import io.lamplight.presence.api.DialogState;
import io.lamplight.presence.api.Flow;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.Rejected;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class SubscribeHandlerTest {
    private final EdgeHarness edge = new EdgeHarness();

    private FakePresentities.Asked<PresentityCommand.Subscribe, SubscribeReply> asked() {
        assertThat(edge.presentities.subscribes()).hasSize(1);
        return edge.presentities.subscribes().get(0);
    }

    private static SendNotifies notifies(PresentityCommand.Subscribe request) {
        return new SendNotifies(
                new io.lamplight.presence.api.Aor("sip:alice@example.org"), request.event(), List.of(), List.of());
    }

    @Test
    void asksThePresentityWithAllThatTheDialogNeeds() {
        String routed = Sip.also(
                Sip.also(Sip.SUBSCRIBE, "Record-Route", "<sip:p1.example.org;lr>, <sip:p2.example.org;lr>"),
                "Record-Route",
                "<sip:p3.example.org;lr>");

        assertThat(edge.answer(routed)).as("no answer before the presentity's").isEmpty();

        assertThat(asked().resource().uri()).isEqualTo("sip:alice@example.org");
        PresentityCommand.Subscribe request = asked().command();
        assertThat(request.event().value()).isEqualTo("presence");
        assertThat(request.cseq()).isEqualTo(1);
        assertThat(request.expires()).isEqualTo(600);
        assertThat(request.accept()).isEqualTo(FakePackage.PIDF);
        assertThat(request.dialog())
                .isEqualTo(new DialogState(
                        "c1@127.0.0.1",
                        "",
                        "f1",
                        "<sip:alice@example.org>",
                        "\"Bob; <B>\" <sip:bob@example.org>",
                        "sip:bob@127.0.0.1:6000",
                        List.of("<sip:p1.example.org;lr>", "<sip:p2.example.org;lr>", "<sip:p3.example.org;lr>"),
                        new Flow("edge-1", "udp", "127.0.0.1:6000")));
    }

    @Test
    void answers200AndThenSendsTheFirstNotify() {
        edge.udp(Sip.also(Sip.SUBSCRIBE, "Record-Route", "<sip:p1.example.org;lr>"));
        SendNotifies first = notifies(asked().command());
        asked().reply().complete(new SubscribeReply.Accepted("t1", 600, first));

        String answer = edge.answer();
        assertThat(answer).startsWith("SIP/2.0 200 OK\r\n").endsWith("\r\nContent-Length: 0\r\n\r\n");
        assertThat(Sip.header(answer, "Via"))
                .isEqualTo("SIP/2.0/UDP 127.0.0.1:6000;branch=z9hG4bK-1;rport=6000;received=127.0.0.1");
        assertThat(Sip.header(answer, "To")).isEqualTo("<sip:alice@example.org>;tag=t1");
        assertThat(Sip.header(answer, "From")).isEqualTo("\"Bob; <B>\" <sip:bob@example.org>;tag=f1");
        assertThat(Sip.header(answer, "Call-ID")).isEqualTo("c1@127.0.0.1");
        assertThat(Sip.header(answer, "CSeq")).isEqualTo("1 SUBSCRIBE");
        assertThat(Sip.header(answer, "Expires")).isEqualTo("600");
        assertThat(Sip.header(answer, "Record-Route")).isEqualTo("<sip:p1.example.org;lr>");
        assertThat(Sip.header(answer, "Allow-Events")).isEqualTo("presence, dialog, dialog;sla, presence.winfo");
        assertThat(Sip.header(answer, "Contact")).isEqualTo("<sip:ll-YWxpY2VAZXhhbXBsZS5vcmc@127.0.0.1:5060>");
        assertThat(edge.notifies).containsExactly(first);
    }

    @Test
    void takesTheResourceFromOurContactInTheDialog() {
        String refresh = Sip.with(Sip.SUBSCRIBE, "To", "<sip:alice@example.org>;tag=t1")
                .replace("SUBSCRIBE sip:alice@example.org", "SUBSCRIBE sip:ll-YWxpY2VAZXhhbXBsZS5vcmc@10.0.0.1:5099");
        edge.udp(refresh);

        assertThat(asked().resource().uri()).isEqualTo("sip:alice@example.org");
        assertThat(asked().command().dialog().localTag()).isEqualTo("t1");
        assertThat(asked().command().dialog().localUri()).isEqualTo("<sip:alice@example.org>");

        asked().reply().complete(new SubscribeReply.Accepted("t1", 600, notifies(asked().command())));
        assertThat(Sip.header(edge.answer(), "To")).isEqualTo("<sip:alice@example.org>;tag=t1");
    }

    @Test
    void takesAnInDialogUriWithoutTokenAsTheAor() {
        edge.udp(Sip.with(Sip.SUBSCRIBE, "To", "<sip:alice@example.org>;tag=t1"));

        assertThat(asked().resource().uri()).isEqualTo("sip:alice@example.org");
    }

    @Test
    void grantsPresetMaximumAndWhatWasAsked() {
        edge.udp(Sip.without(Sip.SUBSCRIBE, "Expires"));
        edge.udp(Sip.with(Sip.SUBSCRIBE, "Expires", "99999999999")
                .replace("K-1", "K-2")
                .replace("c1@", "c2@"));
        edge.udp(Sip.with(Sip.SUBSCRIBE, "Expires", "0").replace("K-1", "K-3").replace("c1@", "c3@"));

        assertThat(edge.presentities.subscribes())
                .extracting(one -> one.command().expires())
                .containsExactly(3600, 7200, 0);
    }

    @Test
    void choosesTheBodyTypeThatTheWatcherLikesBest() {
        Map<String, String> types = Map.of(
                "application/xpidf+xml, application/pidf+xml;q=0.5", "application/xpidf+xml",
                "application/pidf+xml", "application/pidf+xml",
                "*/*", "application/pidf+xml",
                "application/*;q=0.3, application/xpidf+xml;q=0.4", "application/xpidf+xml",
                "text/plain, */*;q=0.1, application/pidf+xml;q=0", "application/xpidf+xml");
        types.forEach((accept, type) -> {
            EdgeHarness one = new EdgeHarness();
            one.udp(Sip.with(Sip.SUBSCRIBE, "Accept", accept));
            assertThat(one.presentities.subscribes().get(0).command().accept().value())
                    .as(accept)
                    .isEqualTo(type);
        });
        edge.udp(Sip.without(Sip.SUBSCRIBE, "Accept"));
        assertThat(asked().command().accept()).isEqualTo(FakePackage.PIDF);
    }

    @Test
    void knowsPackagesThatAParameterNames() {
        edge.udp(Sip.without(Sip.with(Sip.SUBSCRIBE, "Event", "dialog;sla;id=7"), "Accept"));

        assertThat(asked().command().event().value()).isEqualTo("dialog;sla");
        assertThat(asked().command().eventId()).isEqualTo("7");
    }

    @Test
    void knowsThemBehindOtherParametersToo() {
        edge.udp(Sip.without(Sip.with(Sip.SUBSCRIBE, "Event", "dialog;include-session-description;sla"), "Accept"));

        assertThat(asked().command().event().value()).isEqualTo("dialog;sla");
    }

    @Test
    void takesAnotherParameterForThePlainPackage() {
        edge.udp(Sip.without(Sip.with(Sip.SUBSCRIBE, "Event", "dialog;include-session-description"), "Accept"));

        assertThat(asked().command().event().value()).isEqualTo("dialog");
    }

    @Test
    void passesARefusalOn() {
        edge.udp(Sip.SUBSCRIBE);
        asked().reply().complete(new Rejected(403, "Not\r\nX: you", Map.of("Warning", "399 a \"b\"")));

        assertThat(edge.answer()).startsWith("SIP/2.0 403 Not  X: you\r\n").contains("\r\nWarning: 399 a \"b\"\r\n");
    }

    @Test
    void answers503WhenNobodyAnswered() {
        edge.udp(Sip.SUBSCRIBE);
        asked().reply().completeExceptionally(new TimeoutException());

        assertThat(edge.answer()).startsWith("SIP/2.0 503 ").contains("\r\nRetry-After: 7\r\n");
        assertThat(edge.notifies).isEmpty();
    }

    @Test
    void namesTheConnectionInContactAndFlow() {
        edge.tcp(Sip.SUBSCRIBE.replace("SIP/2.0/UDP", "SIP/2.0/TCP"), Framing.WHOLE);
        asked().reply().complete(new SubscribeReply.Accepted("t1", 600, notifies(asked().command())));

        assertThat(asked().command().dialog().flow()).isEqualTo(new Flow("edge-1", "tcp", "127.0.0.1:6000/c1"));
        assertThat(Sip.header(edge.tcp.one().text(), "Contact"))
                .isEqualTo("<sip:ll-YWxpY2VAZXhhbXBsZS5vcmc@127.0.0.1:5060;transport=tcp>");
    }

    @Test
    void takesAnyTransportInAContactWhoseConnectionIsThere() {
        edge.tcp(Sip.with(Sip.SUBSCRIBE, "Contact", "<sip:x@df7jal23ls0d.invalid;transport=ws>"), Framing.WHOLE);

        assertThat(edge.presentities.subscribes()).hasSize(1);
    }

    @Test
    void leavesTheContactBehindAProxyToTheProxy() {
        String routed = Sip.also(Sip.SUBSCRIBE, "Record-Route", "<sip:127.0.0.1:5070;lr>");
        edge.udp(Sip.with(routed, "Contact", "<sips:x@127.0.0.1>"));

        assertThat(edge.presentities.subscribes()).hasSize(1);
    }

    private Flow flow(String subscribe) {
        EdgeHarness fresh = new EdgeHarness();
        fresh.udp(subscribe);
        return fresh.presentities.subscribes().get(0).command().dialog().flow();
    }

    /** TR-02. */
    @Test
    void remembersTheSourceOfAPhoneThatAsksForAnswersThere() {
        assertThat(flow(Sip.SUBSCRIBE)).isEqualTo(new Flow("edge-1", "udp", "127.0.0.1:6000/"));
    }

    @Test
    void leavesOthersToTheirContact() {
        Flow plain = new Flow("edge-1", "udp", "127.0.0.1:6000");
        String via = "SIP/2.0/UDP 127.0.0.1:6000;branch=z9hG4bK-";

        assertThat(flow(Sip.with(Sip.SUBSCRIBE, "Via", via + "1"))).isEqualTo(plain);
        assertThat(flow(Sip.also(Sip.with(Sip.SUBSCRIBE, "Via", via + "2;rport"), "Via", via + "x")))
                .isEqualTo(plain);
        assertThat(flow(Sip.with(Sip.SUBSCRIBE, "Via", via + "3;rport, " + via + "x")))
                .isEqualTo(plain);
        assertThat(flow(Sip.also(
                        Sip.with(Sip.SUBSCRIBE, "Via", via + "4;rport"), "Record-Route", "<sip:127.0.0.1:5070;lr>")))
                .isEqualTo(plain);
        assertThat(flow(Sip.with(
                        Sip.with(Sip.SUBSCRIBE, "Via", via + "5;rport"),
                        "Contact",
                        "<sip:bob@127.0.0.1:6000;transport=tcp>")))
                .isEqualTo(plain);
    }

    private String contactFor(String subscribe) {
        edge.tls(subscribe);
        int last = edge.presentities.subscribes().size() - 1;
        FakePresentities.Asked<PresentityCommand.Subscribe, SubscribeReply> asked =
                edge.presentities.subscribes().get(last);
        asked.reply().complete(new SubscribeReply.Accepted("t1", 600, notifies(asked.command())));
        return Sip.header(edge.tls.one().text(), "Contact");
    }

    /** RFC 3261 §12.1.1. */
    @Test
    void answersWithASipsContactWhereOneIsAskedFor() {
        String plain = Sip.SUBSCRIBE.replace("SIP/2.0/UDP", "SIP/2.0/TLS");
        String token = "ll-YWxpY2VAZXhhbXBsZS5vcmc@127.0.0.1:5060";

        assertThat(contactFor(plain)).isEqualTo("<sip:" + token + ";transport=tls>");
        assertThat(contactFor(plain.replace("SUBSCRIBE sip:", "SUBSCRIBE sips:")
                        .replace("bK-1", "bK-2")
                        .replace("c1@", "c2@")))
                .isEqualTo("<sips:" + token + ">");
        assertThat(contactFor(Sip.with(plain, "Contact", "<sips:bob@127.0.0.1:6000>")
                        .replace("bK-1", "bK-3")
                        .replace("c1@", "c3@")))
                .isEqualTo("<sips:" + token + ">");
        assertThat(contactFor(Sip.also(plain, "Record-Route", "<sips:127.0.0.1;lr>")
                        .replace("bK-1", "bK-4")
                        .replace("c1@", "c4@")))
                .isEqualTo("<sips:" + token + ">");
    }
}
