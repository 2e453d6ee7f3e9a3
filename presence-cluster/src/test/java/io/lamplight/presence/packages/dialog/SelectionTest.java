package io.lamplight.presence.packages.dialog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lamplight.presence.api.Lens;
import io.lamplight.presence.spi.BadParameter;
import io.lamplight.presence.spi.Publication;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** DLG-01: the parameters of RFC 4235 section 3.2. */
class SelectionTest extends DialogTests {
    private static final String SDP = "<local><session-description type='application/sdp'>v=0</session-description>"
            + "</local><remote><session-description type='application/sdp'>v=1</session-description></remote>";

    private final Publication desk = publication(
            1,
            dialog("a", "c1", "l1", "r1", "early", SDP),
            dialog("b", "c1", "l1", "r2", "early"),
            dialog("c", "c1", "l2", "r1", "confirmed"));
    private final Publication mobile = publication(
            2, dialog("d", "c2", "l1", "r1", "confirmed", SDP), "<dialog id='e'><state>trying</state></dialog>");

    private Lens lens(Map<String, String> parameters) throws BadParameter {
        return pack.lens(parameters);
    }

    @Test
    void showsExactlyTheDialogThatAllThreeName() throws BadParameter {
        Lens lens = lens(Map.of("call-id", "c1", "to-tag", "l1", "from-tag", "r2"));
        assertThat(shown(through(lens, view(desk, mobile)))).containsExactly("b early");
    }

    @Test
    void takesTheToTagForTheUsersEndAndTheFromTagForTheOther() throws BadParameter {
        Lens lens = lens(Map.of("call-id", "c1", "to-tag", "r1", "from-tag", "l1"));
        assertThat(shown(through(lens, view(desk, mobile)))).isEmpty();
    }

    @Test
    void showsAllDialogsOfOneInviteForCallIdAndToTag() throws BadParameter {
        Lens lens = lens(Map.of("call-id", "c1", "to-tag", "l1"));
        assertThat(shown(through(lens, view(desk, mobile)))).containsExactly("a early", "b early");
    }

    @Test
    void reportsTheEndOfThatDialogAndOfNoOther() throws BadParameter {
        Lens lens = lens(Map.of("call-id", "c1", "to-tag", "l1", "from-tag", "r2"));
        Publication after = publication(
                1, dialog("a", "c1", "l1", "r1", "terminated"), dialog("b", "c1", "l1", "r2", "terminated"));
        assertThat(shown(through(lens, view(Set.of(), change(desk, after), after))))
                .containsExactly("b terminated");
    }

    @Test
    void showsSessionDescriptionsOnlyToWhomAsksForThem() throws BadParameter {
        assertThat(text(view(desk, mobile))).doesNotContain("session-description");
        Lens all = lens(Map.of("include-session-description", ""));
        assertThat(text(through(all, view(desk, mobile)))).contains(">v=0<", ">v=1<");
        assertThat(shown(through(all, view(desk, mobile)))).hasSize(5);
        Lens one = lens(Map.of("call-id", "c1", "to-tag", "l1"));
        assertThat(text(through(one, view(desk, mobile)))).doesNotContain("session-description");
        Lens both = lens(Map.of("call-id", "c2", "to-tag", "l1", "include-session-description", ""));
        assertThat(text(through(both, view(desk, mobile)))).contains(">v=0<", "id=\"d\"");
    }

    @Test
    void namesADialogTheSameInEachView() throws BadParameter {
        Publication first = publication(1, dialog("1", "c1", "l1", "r1", "early"));
        Publication second = publication(2, dialog("1", "c2", "l2", "r2", "early"));
        String renamed = dialogs(view(first, second)).get(1).id();
        Lens lens = lens(Map.of("call-id", "c2", "to-tag", "l2"));
        assertThat(dialogs(through(lens, view(first, second))).get(0).id()).isEqualTo(renamed);
    }

    @Test
    void equalParametersGiveEqualLenses() throws BadParameter {
        assertThat(lens(Map.of("call-id", "c", "to-tag", "t"))).isEqualTo(lens(Map.of("to-tag", "t", "call-id", "c")));
    }

    @Test
    void refusesPartsThatNameNoDialog() {
        refuses(Map.of("call-id", "c"), "call-id Without to-tag");
        refuses(Map.of("call-id", "c", "from-tag", "f"), "call-id Without to-tag");
        refuses(Map.of("to-tag", "t"), "to-tag Without call-id");
        refuses(Map.of("from-tag", "f"), "from-tag Without call-id");
        refuses(Map.of("from-tag", "f", "to-tag", "t"), "to-tag Without call-id");
        refuses(Map.of("call-id", "", "to-tag", "t"), "call-id Without Value");
        refuses(Map.of("include-session-description", "no"), "include-session-description With A Value");
    }

    private void refuses(Map<String, String> parameters, String why) {
        assertThatThrownBy(() -> pack.lens(parameters))
                .isInstanceOf(BadParameter.class)
                .hasMessage(why);
    }
}
