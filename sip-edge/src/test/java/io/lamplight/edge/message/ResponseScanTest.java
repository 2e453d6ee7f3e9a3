package io.lamplight.edge.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found in the octets is what the text in its lines says. */
class ResponseScanTest {
    private static final int ROUNDS = 50_000;
    private static final String PREFIX = "z9hG4bKa1.";
    private static final byte[] NOTIFY = "NOTIFY".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> RESPONSES = List.of(
            "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;rport=1;branch=z9hG4bKa1.2f;received=1.1.1.1\r\nCSeq: 7 NOTIFY\r\n\r\n",
            "\r\nSIP/2.0 503 Later\nCSeq : 7  NOTIFY \nv: SIP/2.0/UDP \"a;b\" ; BRANCH = z9hG4bKa1.2f, x;branch=1\n"
                    + "Retry-After: 12 (soon)\nRecord-Route: <a;branch=z>\n\nVia: x",
            "SIP/2.0 302 Moved\r\nRetry-After:\r\n 9\r\nVia: SIP/2.0/UDP h\r\n ;branch=z9hG4bKa1.2f\r\nCSeq:\r\n\t7 NOTIFY");

    @Test
    void findsWhatTheTextSays() {
        int[] found = new int[1];
        Mutations.of(RESPONSES, ROUNDS, text -> {
            compare(text, found);
            compare(text.replace('/', '\n').replace('[', '\r'), found);
        });
        assertThat(found[0]).isGreaterThan(ROUNDS / 20);
    }

    private static void compare(String text, int[] found) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TextScan expected = TextScan.of(bytes);
        ResponseScan scan = ResponseScan.of(bytes);
        assertThat(scan == null).as(text).isEqualTo(expected == null);
        if (scan != null) {
            boolean ours = expected.branch().equals(PREFIX + "2f");
            found[0] += ours ? 1 : 0;
            assertThat(scan.code()).as(text).isEqualTo(expected.code());
            assertThat(scan.retryAfter()).as(text).isEqualTo(expected.retryAfter());
            assertThat(scan.answers(7, NOTIFY)).as(text).isEqualTo(expected.answers(7, "NOTIFY"));
            if (ours) {
                assertThat(scan.idBehind(PREFIX.getBytes(StandardCharsets.US_ASCII)))
                        .as(text)
                        .isEqualTo(0x2f);
            }
            assertThat(scan.idBehind(expected.branch().getBytes(StandardCharsets.ISO_8859_1)))
                    .as(text)
                    .isEqualTo(-1);
        }
    }

    @Test
    void readsOnlyIdsOfOurs() {
        assertThat(id("z9hG4bKa1.2f")).isEqualTo(0x2f);
        assertThat(id("z9hG4bKa1.")).isEqualTo(-1);
        assertThat(id("z9hG4bKa1.2g")).isEqualTo(-1);
        assertThat(id("z9hG4bKb1.2f")).isEqualTo(-1);
        assertThat(id("z9hG4bKa1.0123456789abcdef")).isEqualTo(-1);
    }

    private static long id(String branch) {
        String text = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=" + branch + "\r\nCSeq: 7 NOTIFY\r\n\r\n";
        return ResponseScan.of(text.getBytes(StandardCharsets.US_ASCII))
                .idBehind(PREFIX.getBytes(StandardCharsets.US_ASCII));
    }
}
