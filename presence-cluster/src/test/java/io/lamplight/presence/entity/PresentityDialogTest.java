package io.lamplight.presence.entity;

import static io.lamplight.presence.entity.PresentityFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.api.PublishReply;
import io.lamplight.presence.api.SendNotifies;
import io.lamplight.presence.api.SubscribeReply;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A presentity with the package that has the most to remember. */
class PresentityDialogTest extends PresentityTests {
    private static final EventName DIALOG = new EventName("dialog");
    private static final MediaType DIALOG_INFO = new MediaType("application/dialog-info+xml");
    private static final Pattern SHOWN = Pattern.compile("<dialog id=\"(\\w+)\".*?<state( event=\"\\w+\")?>(\\w+)<");

    private int transactions;

    private String publish(String etag, String id, String remoteTag, String state) {
        String body = "<dialog-info xmlns='urn:ietf:params:xml:ns:dialog-info' version='0' state='full'"
                + " entity='sip:alice@example.com'><dialog id='" + id + "' call-id='c' local-tag='l' remote-tag='"
                + remoteTag + "'><state>" + state + "</state></dialog></dialog-info>";
        return alice.kit
                .<PublishReply>runCommand(replyTo -> new PresentityCommand.Publish(
                        DIALOG, etag, DIALOG_INFO, Bytes.utf8(body), 600, ++transactions, replyTo))
                .replyOfType(PublishReply.Accepted.class)
                .etag();
    }

    private SendNotifies subscribe(String watcher, Lens lens) {
        return alice.kit
                .<SubscribeReply>runCommand(replyTo -> new PresentityCommand.Subscribe(
                                DIALOG,
                                "",
                                PresentityFixture.dialog(watcher, "", "one"),
                                1,
                                600,
                                DIALOG_INFO,
                                ++transactions,
                                replyTo)
                        .through(lens))
                .replyOfType(SubscribeReply.Accepted.class)
                .firstNotify();
    }

    private static String shown(SendNotifies notifies) {
        return SHOWN.matcher(text(notifies))
                .results()
                .map(dialog -> dialog.group(1) + ' ' + dialog.group(3))
                .collect(Collectors.joining(", "));
    }

    private void expectNothing() {
        alice.edge().expectNoMessage(Duration.ofMillis(50));
    }

    // DLG-05
    @Test
    void answeredBranchEndsItsSiblingOnceAndForGoodAlsoOverARestart() {
        subscribe("bob", Lens.NONE);
        String one = publish("", "a", "r1", "early");
        alice.expectNotifies();
        String two = publish("", "b", "r2", "early");
        assertThat(shown(alice.expectNotifies())).isEqualTo("a early, b early");

        one = publish(one, "a", "r1", "confirmed");
        SendNotifies answered = alice.expectNotifies();
        assertThat(shown(answered)).isEqualTo("b terminated, a confirmed");
        assertThat(text(answered)).contains("<state event=\"cancelled\">terminated<");

        alice.kit.restart();
        publish(two, "b", "r2", "early");
        expectNothing();
        publish(one, "a", "r1", "terminated");
        assertThat(shown(alice.expectNotifies())).isEqualTo("a terminated");
        alice.kit.restart();
        alice.clock.advance(Duration.ofSeconds(5));
        publish("", "b", "r2", "proceeding");
        expectNothing();
        assertThat(shown(subscribe("carol", Lens.NONE))).isEmpty();
    }

    // DLG-01, DLG-02
    @Test
    void watcherOfOneDialogHearsOfThatOneOnlyAlsoOverARestart() {
        publish("", "a", "r1", "early");
        Lens lens = new Lens(Map.of("call-id", "c", "to-tag", "l", "from-tag", "r2"));
        assertThat(shown(subscribe("bob", lens))).isEmpty();
        String two = publish("", "b", "r2", "early");
        assertThat(shown(alice.expectNotifies())).isEqualTo("b early");

        alice.kit.restart();
        publish("", "x", "r3", "early");
        expectNothing();

        publish(two, "b", "r2", "terminated");
        SendNotifies last = alice.expectNotifies();
        assertThat(shown(last)).isEqualTo("b terminated");
        assertThat(last.lines().get(0).version()).isEqualTo(2);
    }
}
