package io.lamplight.edge.in;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.packages.dialog.DialogPackage;
import io.lamplight.presence.packages.presence.PresencePackage;
import io.lamplight.presence.spi.EventPackages;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of Event in a SUBSCRIBE (DLG-01, RFC 4235 §3.2), from raw text to what the presentity is asked. */
class EventParametersTest {
    private final EdgeHarness edge = new EdgeHarness(EventPackages.of(new PresencePackage(), new DialogPackage()));

    private static String subscribe(String event) {
        return Sip.without(Sip.with(Sip.SUBSCRIBE, "Event", event), "Accept");
    }

    private PresentityCommand.Subscribe asked(String event) {
        assertThat(edge.answer(subscribe(event))).as(event).isEmpty();
        return edge.presentities.subscribes().get(0).command();
    }

    private Map<String, String> settings(String event) {
        return asked(event).lens().settings();
    }

    @Test
    void oneDialogIsAskedForByCallIdAndBothTags() {
        assertThat(settings("dialog;call-id=c9;to-tag=t1;from-tag=f1"))
                .isEqualTo(Map.of("call-id", "c9", "to-tag", "t1", "from-tag", "f1"));
    }

    @Test
    void idGoesItsOwnWayBesideTheOthers() {
        PresentityCommand.Subscribe request = asked("dialog;call-id=c9;id=7;to-tag=t1");

        assertThat(request.eventId()).isEqualTo("7");
        assertThat(request.lens().settings()).isEqualTo(Map.of("call-id", "c9", "to-tag", "t1"));
    }

    @Test
    void quotesAndEscapesOfACallIdAreUndone() {
        assertThat(settings("dialog;to-tag=t;call-id=\"a;b=\\\"c\\\"@[::1]\""))
                .isEqualTo(Map.of("call-id", "a;b=\"c\"@[::1]", "to-tag", "t"));
    }

    @Test
    void callIdWithAHostIsTakenWithoutQuotesToo() {
        assertThat(settings("dialog; call-id = 12-ab@192.0.2.7:5060 ;to-tag=t"))
                .containsEntry("call-id", "12-ab@192.0.2.7:5060");
    }

    @Test
    void caseOfAParameterNameMeansNothing() {
        assertThat(settings("dialog;Include-Session-Description;CALL-ID=C;To-Tag=T"))
                .isEqualTo(Map.of("include-session-description", "", "call-id", "C", "to-tag", "T"));
    }

    @Test
    void sessionDescriptionsMayBeAskedForOfAllDialogs() {
        assertThat(settings("dialog;include-session-description")).isEqualTo(Map.of("include-session-description", ""));
    }

    @Test
    void refreshSaysAnewWhatIsAskedFor() {
        String refresh = Sip.with(subscribe("dialog;call-id=c;to-tag=t"), "To", "<sip:alice@example.org>;tag=t1");
        assertThat(edge.answer(refresh)).isEmpty();

        assertThat(edge.presentities.subscribes().get(0).command().lens().settings())
                .isEqualTo(Map.of("call-id", "c", "to-tag", "t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dialog",
                "dialog;id=7",
                "dialog;vendor=x;vendor=y;other",
                "dialog;x=\"open",
                "presence;call-id=c",
                "presence;to-tag=t;to-tag=u;include-session-description=x"
            })
    void whatThePackageDoesNotKnowMeansNothing(String event) {
        assertThat(asked(event).lens()).isEqualTo(Lens.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "dialog;call-id=c, 400 call-id Without to-tag",
                "dialog;call-id=c;from-tag=f, 400 call-id Without to-tag",
                "dialog;to-tag=t, 400 to-tag Without call-id",
                "dialog;from-tag=f;include-session-description, 400 from-tag Without call-id",
                "dialog;call-id;to-tag=t, 400 call-id Without Value",
                "dialog;call-id=\"\";to-tag=t, 400 call-id Without Value",
                "dialog;call-id=;to-tag=t, 400 Bad call-id",
                "dialog;call-id=\"c;to-tag=t, 400 Bad call-id",
                "dialog;call-id=\"c\"d;to-tag=t, 400 Bad call-id",
                "dialog;call-id=c;to-tag=t u, 400 Bad to-tag",
                "dialog;call-id=c;to-tag=t;to-tag=u, 400 More Than One to-tag",
                "dialog;include-session-description=yes, 400 include-session-description With A Value"
            })
    void partsThatDoNotGoTogetherAreRefusedByName(String event, String answer) {
        assertThat(edge.answer(subscribe(event))).startsWith("SIP/2.0 " + answer + "\r\n");
        assertThat(edge.presentities.subscribes()).isEmpty();
    }

    @Test
    void publishIsNotAskedForThem() {
        String publish = Sip.with(Sip.PUBLISH, "Event", "dialog;to-tag=t")
                .replace("application/pidf+xml", "application/dialog-info+xml");

        assertThat(edge.answer(publish)).isEmpty();
        assertThat(edge.presentities.publishes()).hasSize(1);
    }
}
