package io.lamplight.edge.in;

import static io.lamplight.edge.in.Sip.OPTIONS;
import static io.lamplight.edge.in.Sip.PUBLISH;
import static io.lamplight.edge.in.Sip.SUBSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong requests and their answers: raw text in, raw text out. */
class WrongRequestsTest {
    private static final String EVENTS = "Allow-Events: presence, dialog, dialog;sla, presence.winfo";

    static Stream<Arguments> requests() {
        return Stream.of(
                // What cannot be read: RFC 3261 §8.1.1, §18.3.
                arguments("no From", Sip.without(SUBSCRIBE, "From"), 400, ""),
                arguments("no To", Sip.without(SUBSCRIBE, "To"), 400, ""),
                arguments("no Call-ID", Sip.without(SUBSCRIBE, "Call-ID"), 400, ""),
                arguments("no CSeq", Sip.without(SUBSCRIBE, "CSeq"), 400, ""),
                arguments("two From", Sip.also(SUBSCRIBE, "From", "<sip:x@y>;tag=2"), 400, ""),
                arguments("two To, one compact", Sip.also(SUBSCRIBE, "t", "<sip:x@y>"), 400, ""),
                arguments("two Call-IDs, one compact", Sip.also(SUBSCRIBE, "i", "c2"), 400, ""),
                arguments("two CSeqs", Sip.also(SUBSCRIBE, "CSeq", "2 SUBSCRIBE"), 400, ""),
                arguments("two Content-Lengths", Sip.also(SUBSCRIBE, "l", "0"), 400, ""),
                arguments("bad From", Sip.with(SUBSCRIBE, "From", "<sip:bob@example.org;;=tag"), 400, ""),
                arguments("bad From tag", Sip.with(SUBSCRIBE, "From", "<sip:b@e>;tag=a@b"), 400, ""),
                arguments("bad To", Sip.with(SUBSCRIBE, "To", "\"alice <sip:alice@example.org>"), 400, ""),
                arguments("empty Call-ID", Sip.with(SUBSCRIBE, "Call-ID", ""), 400, ""),
                arguments("two words of Call-ID", Sip.with(SUBSCRIBE, "Call-ID", "a b"), 400, ""),
                arguments("CSeq without a number", Sip.with(SUBSCRIBE, "CSeq", "x SUBSCRIBE"), 400, ""),
                arguments("CSeq without a method", Sip.with(SUBSCRIBE, "CSeq", "1"), 400, ""),
                arguments("CSeq too high", Sip.with(SUBSCRIBE, "CSeq", "2147483648 SUBSCRIBE"), 400, ""),
                arguments("CSeq of another method", Sip.with(SUBSCRIBE, "CSeq", "1 PUBLISH"), 400, ""),
                arguments("bad Content-Length", Sip.with(SUBSCRIBE, "Content-Length", "-1"), 400, ""),
                arguments("Content-Length beyond the datagram", Sip.with(PUBLISH, "Content-Length", "12"), 400, ""),
                arguments("a header without a name", SUBSCRIBE.replace("Event:", ":"), 400, ""),
                arguments("a header without a colon", SUBSCRIBE.replace("Event: ", "Event "), 400, ""),
                arguments("a control character", SUBSCRIBE.replace("Event: ", "Event: \u0001"), 400, ""),
                arguments("a lone carriage return", SUBSCRIBE.replace("Event: ", "Event: x\rX: "), 400, ""),
                arguments(
                        "too many continuation lines",
                        SUBSCRIBE.replace("Event: presence", "Event: presence" + "\r\n ;a".repeat(257)),
                        400,
                        ""),
                arguments("no end of header", SUBSCRIBE.substring(0, SUBSCRIBE.length() - 4), 400, ""),
                arguments("no version", SUBSCRIBE.replace("org SIP/2.0\r\nV", "org\r\nV"), 400, ""),
                arguments("another protocol", SUBSCRIBE.replace("org SIP/2.0\r\nV", "org HTTP/1.1\r\nV"), 400, ""),
                arguments("a bad method", SUBSCRIBE.replace("SUBSCRIBE s", "SUB(SCRIBE s"), 400, ""),
                arguments(
                        "an empty Request-URI",
                        SUBSCRIBE.replace("SUBSCRIBE sip:alice@example.org", "SUBSCRIBE "),
                        400,
                        ""),
                arguments(
                        "a bad Request-URI",
                        SUBSCRIBE.replace("SUBSCRIBE sip:alice@example.org", "SUBSCRIBE sip:alice@"),
                        400,
                        ""),
                arguments(
                        "a bad port",
                        SUBSCRIBE.replace("SUBSCRIBE sip:alice@example.org", "SUBSCRIBE sip:a@b:99999"),
                        400,
                        ""),
                arguments("bad Max-Forwards", Sip.with(SUBSCRIBE, "Max-Forwards", "many"), 400, ""),
                // Version, method, Request-URI: §8.2.1, §8.2.2.1.
                arguments("version 3", SUBSCRIBE.replace("org SIP/2.0\r\nV", "org SIP/3.0\r\nV"), 505, ""),
                arguments("an unknown method", SUBSCRIBE.replace("SUBSCRIBE", "DANCE"), 501, "Allow: "),
                arguments(
                        "INVITE",
                        SUBSCRIBE.replace("SUBSCRIBE", "INVITE"),
                        405,
                        "Allow: SUBSCRIBE, PUBLISH, OPTIONS, NOTIFY"),
                arguments("REGISTER", SUBSCRIBE.replace("SUBSCRIBE", "REGISTER"), 405, "Allow: "),
                arguments("MESSAGE", SUBSCRIBE.replace("SUBSCRIBE", "MESSAGE"), 405, "Allow: "),
                arguments("BYE", SUBSCRIBE.replace("SUBSCRIBE", "BYE"), 405, "Allow: "),
                arguments("CANCEL of nothing", SUBSCRIBE.replace("SUBSCRIBE", "CANCEL"), 481, ""),
                arguments("NOTIFY for no subscription", SUBSCRIBE.replace("SUBSCRIBE", "NOTIFY"), 481, ""),
                arguments(
                        "a tel URI",
                        SUBSCRIBE.replace("SUBSCRIBE sip:alice@example.org", "SUBSCRIBE tel:+1234"),
                        416,
                        ""),
                arguments("an http URI", SUBSCRIBE.replace("SUBSCRIBE sip:alice@", "SUBSCRIBE http://alice@"), 416, ""),
                arguments("a sips URI", SUBSCRIBE.replace("SUBSCRIBE sip:", "SUBSCRIBE sips:"), 416, ""),
                arguments("no hops left", Sip.with(SUBSCRIBE, "Max-Forwards", "0"), 483, ""),
                arguments("no user", SUBSCRIBE.replace("SUBSCRIBE sip:alice@", "SUBSCRIBE sip:"), 404, ""),
                arguments(
                        "a user that cannot be",
                        SUBSCRIBE.replace("SUBSCRIBE sip:alice@", "SUBSCRIBE sip:%zz@"),
                        400,
                        ""),
                arguments(
                        "an extension",
                        Sip.with(SUBSCRIBE, "Require", "eventlist, 100rel"),
                        420,
                        "Unsupported: eventlist, 100rel"),
                // SUBSCRIBE: RFC 6665 §4.2.1.
                arguments("no Event", Sip.without(SUBSCRIBE, "Event"), 400, ""),
                arguments("two Events", Sip.also(SUBSCRIBE, "o", "dialog"), 400, ""),
                arguments("a bad Event", Sip.with(SUBSCRIBE, "Event", ";id=1"), 400, ""),
                arguments("an unknown Event", Sip.with(SUBSCRIBE, "Event", "weather"), 489, EVENTS),
                arguments("an Event in other letters", Sip.with(SUBSCRIBE, "Event", "Presence"), 489, EVENTS),
                arguments("a body type that nobody has", Sip.with(SUBSCRIBE, "Accept", "text/plain"), 406, ""),
                arguments("no body type at all", Sip.with(SUBSCRIBE, "Accept", ""), 406, ""),
                arguments(
                        "the only body type refused",
                        Sip.with(SUBSCRIBE, "Accept", "application/pidf+xml;q=0"),
                        406,
                        ""),
                arguments("bad Accept", Sip.with(SUBSCRIBE, "Accept", "application"), 400, ""),
                arguments("too brief", Sip.with(SUBSCRIBE, "Expires", "59"), 423, "Min-Expires: 60"),
                arguments("bad Expires", Sip.with(SUBSCRIBE, "Expires", "1h"), 400, ""),
                arguments("two Expires", Sip.also(SUBSCRIBE, "Expires", "600"), 400, ""),
                arguments("no Contact", Sip.without(SUBSCRIBE, "Contact"), 400, ""),
                arguments("two Contacts", Sip.also(SUBSCRIBE, "m", "<sip:x@y>"), 400, ""),
                arguments("two in one Contact", Sip.with(SUBSCRIBE, "Contact", "<sip:x@y>, <sip:z@y>"), 400, ""),
                arguments("any Contact", Sip.with(SUBSCRIBE, "Contact", "*"), 400, ""),
                arguments("a tel Contact", Sip.with(SUBSCRIBE, "Contact", "<tel:+1234>"), 400, ""),
                arguments("a bad Contact", Sip.with(SUBSCRIBE, "Contact", "<sip:x@y"), 400, ""),
                arguments("a sips Contact", Sip.with(SUBSCRIBE, "Contact", "<sips:x@127.0.0.1>"), 400, ""),
                arguments(
                        "a Contact by TLS", Sip.with(SUBSCRIBE, "Contact", "<sip:x@127.0.0.1;transport=tls>"), 400, ""),
                arguments("a sips route", Sip.also(SUBSCRIBE, "Record-Route", "<sips:127.0.0.1;lr>"), 400, ""),
                arguments("no From tag", Sip.with(SUBSCRIBE, "From", "<sip:bob@example.org>"), 400, ""),
                // PUBLISH: RFC 3903 §6.
                arguments("PUBLISH without Event", Sip.without(PUBLISH, "Event"), 489, EVENTS),
                arguments("PUBLISH for an unknown Event", Sip.with(PUBLISH, "Event", "weather"), 489, EVENTS),
                arguments(
                        "PUBLISH of what is not published", Sip.with(PUBLISH, "Event", "presence.winfo"), 489, EVENTS),
                arguments("PUBLISH for two Events", Sip.also(PUBLISH, "Event", "dialog"), 400, ""),
                arguments(
                        "two conditions",
                        Sip.also(Sip.with(PUBLISH, "SIP-If-Match", "a"), "SIP-If-Match", "b"),
                        400,
                        ""),
                arguments("two tags in a condition", Sip.with(PUBLISH, "SIP-If-Match", "a, b"), 400, ""),
                arguments("an empty condition", Sip.with(PUBLISH, "SIP-If-Match", ""), 400, ""),
                arguments("PUBLISH too brief", Sip.with(PUBLISH, "Expires", "1"), 423, "Min-Expires: 60"),
                arguments("PUBLISH with a bad Expires", Sip.with(PUBLISH, "Expires", "-1"), 400, ""),
                arguments("PUBLISH of nothing", Sip.with(PUBLISH, "Content-Length", "0"), 400, ""),
                arguments("removal of nothing", Sip.with(PUBLISH, "Expires", "0"), 400, ""),
                arguments(
                        "an unknown type",
                        Sip.with(PUBLISH, "Content-Type", "text/plain"),
                        415,
                        "Accept: application/pidf+xml"),
                arguments(
                        "another package's type",
                        Sip.with(PUBLISH, "Event", "dialog"),
                        415,
                        "Accept: application/dialog-info+xml"),
                arguments("a body without a type", Sip.without(PUBLISH, "Content-Type"), 400, ""),
                arguments("a bad type", Sip.with(PUBLISH, "Content-Type", "xml"), 400, ""),
                arguments(
                        "an encoded body",
                        Sip.with(PUBLISH, "Content-Encoding", "gzip"),
                        415,
                        "Accept-Encoding: identity"),
                // OPTIONS: §11.
                arguments("OPTIONS with no CSeq", Sip.without(OPTIONS, "CSeq"), 400, ""),
                arguments("OPTIONS that require", Sip.with(OPTIONS, "Require", "x"), 420, "Unsupported: x"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("requests")
    void isAnswered(String what, String request, int code, String header) {
        EdgeHarness edge = new EdgeHarness();

        String answer = edge.answer(request);

        assertThat(answer)
                .startsWith("SIP/2.0 " + code + ' ')
                .contains("\r\n" + header)
                .contains("\r\nVia: SIP/2.0/UDP 127.0.0.1:6000;branch=z9hG4bK-")
                .endsWith("\r\nContent-Length: 0\r\n\r\n");
        assertThat(edge.presentities.subscribes()).isEmpty();
        assertThat(edge.presentities.publishes()).isEmpty();
        assertThat(edge.count("lamplight.sip.requests", "code", Integer.toString(code)))
                .isEqualTo(1);
    }

    static Stream<Arguments> unanswerable() {
        return Stream.of(
                arguments("no Via", Sip.without(SUBSCRIBE, "Via"), 1),
                arguments("a Via of another version", SUBSCRIBE.replace("Via: SIP/2.0", "Via: SIP/9"), 1),
                arguments("a Via without a host", Sip.with(SUBSCRIBE, "Via", "SIP/2.0/UDP ;branch=z9hG4bK1"), 1),
                arguments("a Via with a bad port", Sip.with(SUBSCRIBE, "Via", "SIP/2.0/UDP h:0;branch=z9hG4bK1"), 1),
                arguments("noise", "\u0016\u0003\u0001 hello", 1),
                arguments("a keep-alive", "\r\n\r\n", 0),
                arguments("an empty datagram", "", 0),
                arguments("ACK", SUBSCRIBE.replace("SUBSCRIBE", "ACK"), 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unanswerable")
    void isNotAnswered(String what, String request, int counted) {
        EdgeHarness edge = new EdgeHarness();

        assertThat(edge.answer(request)).isEmpty();
        assertThat(edge.count("lamplight.sip.unreadable")).isEqualTo(counted);
    }

    @Test
    void labelsUnknownMethodsAlike() {
        EdgeHarness edge = new EdgeHarness();
        edge.udp(SUBSCRIBE.replace("SUBSCRIBE", "DANCE"));
        edge.udp(SUBSCRIBE.replace("SUBSCRIBE", "SING"));

        assertThat(edge.count("lamplight.sip.requests", "method", "other", "code", "501"))
                .isEqualTo(2);
    }

    @Test
    void answers404ForOtherDomainsOnly() {
        EdgeHarness edge = new EdgeHarness(List.of("Example.ORG"), 10);

        assertThat(edge.answer(SUBSCRIBE.replace("SUBSCRIBE sip:alice@example.org", "SUBSCRIBE sip:alice@example.com")))
                .startsWith("SIP/2.0 404 ");
        assertThat(edge.answer(OPTIONS.replace("sip:127.0.0.1:5060", "sip:example.com")))
                .startsWith("SIP/2.0 404 ");
        assertThat(edge.answer(OPTIONS.replace("K-3", "K-4").replace("o1@", "o2@")))
                .startsWith("SIP/2.0 200 ");
        edge.udp(SUBSCRIBE.replace("K-1", "K-5").replace("c1@", "c2@"));
        edge.udp(SUBSCRIBE.replace("K-1", "K-6").replace("c1@", "c3@").replace("alice@example.org", "al@127.0.0.1"));
        assertThat(edge.presentities.subscribes()).hasSize(2);
    }

    @Test
    void tellsWhatItCanDo() {
        EdgeHarness edge = new EdgeHarness();

        String answer = edge.answer(Sip.with(OPTIONS, "Max-Forwards", "0"));

        assertThat(answer)
                .startsWith("SIP/2.0 200 OK\r\n")
                .contains("\r\nAllow: SUBSCRIBE, PUBLISH, OPTIONS, NOTIFY\r\n")
                .contains("\r\nAccept: application/dialog-info+xml, application/pidf+xml\r\n")
                .contains("\r\n" + EVENTS + "\r\n")
                .contains("\r\nSupported: \r\n");
        assertThat(Sip.header(answer, "To")).startsWith("<sip:127.0.0.1>;tag=");
    }
}
