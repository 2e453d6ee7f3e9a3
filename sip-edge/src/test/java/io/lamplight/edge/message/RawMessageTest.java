package io.lamplight.edge.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is split in one pass over the octets is what the text in its lines says. */
class RawMessageTest {
    private static final int ROUNDS = 50_000;
    private static final List<String> MESSAGES = List.of(
            "PUBLISH sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=1\r\nv : SIP/2.0/TCP i\r\nFrom:<sip:a@b>;tag=1\r\n"
                    + "To: \"\u00e9\" <sip:a@b>\r\nSubject: x\r\n folded\r\nEvent: presence\r\n\t;id=1\r\n\r\nbody: 1\r\n\r\n",
            "\r\n\r\nOPTIONS sip:b SIP/2.0\nl: 0\nCSEQ: 1 OPTIONS\nsip-if-match :\t x \t\n\nbody",
            "NOTIFY s SIP/2.0\r\n:x\r\nMax Forwards: 1\r\nExpires: 1\u0001\r\n\r\n",
            "SUBSCRIBE s SIP/2.0\r\n first\r\nContact: a\r\nm: b\r\nm: c\r\nCONTACT:d\r\r\nRetry-After: 1");

    @Test
    void splitsLikeText() {
        int[] whole = new int[1];
        Mutations.of(MESSAGES, ROUNDS, text -> {
            compare(text);
            compare(text.replace(';', '\r').replace('/', '\n').replace('*', ' '));
            whole[0] += RawMessage.read(text.getBytes(StandardCharsets.UTF_8)).fault() == null ? 1 : 0;
        });
        assertThat(whole[0]).isGreaterThan(ROUNDS / 20);
    }

    private static void compare(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        RawMessage message = RawMessage.read(bytes);
        TextMessage expected = TextMessage.read(bytes);
        assertThat(message.fault()).as(text).isEqualTo(expected.fault());
        assertThat(message.startLine()).as(text).isEqualTo(expected.startLine());
        assertThat(message.bodyLength()).as(text).isEqualTo(expected.bodyLength());
        for (Header header : Header.values()) {
            assertThat(message.all(header)).as(text).isEqualTo(expected.all(header));
            assertThat(message.first(header)).as(text).isEqualTo(expected.first(header));
            assertThat(message.count(header)).as(text).isEqualTo(expected.count(header));
        }
    }
}
