package io.lamplight.presence.packages.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Lens;
import io.lamplight.presence.spi.BadParameter;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** DLG-05: one call of the user's that rings several phones, and is answered by one of them. */
class ForksTest extends DialogTests {
    private final Publication early1 = publication(1, dialog("a", "c", "l", "r1", "early"));
    private final Publication early2 = publication(2, dialog("b", "c", "l", "r2", "early"));
    private final Publication answered1 = publication(1, dialog("a", "c", "l", "r1", "confirmed"));

    private Set<String> marks(Publication before, Publication after) {
        return pack.marks(change(before, after), NOW).keySet();
    }

    @Test
    void showsEachBranchWhileNoneIsAnswered() {
        assertThat(shown(view(early1, early2))).containsExactly("a early", "b early");
    }

    @Test
    void answerOfOneBranchEndsTheOthersOnceWhoeverPublishesThem() {
        Publication third = publication(3, dialog("x", "c", "l", "r3", "proceeding"));
        View change = view(Set.of(), change(early1, answered1), answered1, early2, third);

        assertThat(shown(change)).containsExactly("b terminated cancelled", "x terminated cancelled", "a confirmed");
        assertThat(shown(view(answered1, early2, third))).containsExactly("a confirmed");
    }

    @Test
    void answerOfOneBranchEndsTheOthersOfItsOwnPublication() {
        Publication before = publication(1, dialog("a", "c", "l", "r1", "early"), dialog("b", "c", "l", "r2", "early"));
        Publication still =
                publication(1, dialog("a", "c", "l", "r1", "confirmed"), dialog("b", "c", "l", "r2", "early"));

        List<String> expected = List.of("b terminated cancelled", "a confirmed");
        assertThat(shown(view(Set.of(), change(before, still), still))).isEqualTo(expected);
        assertThat(shown(view(marks(before, answered1), change(before, answered1), answered1)))
                .isEqualTo(expected);
        assertThat(shown(view(still))).containsExactly("a confirmed");
    }

    @Test
    void answerThatComesAsANewPublicationEndsTheOthersToo() {
        Publication fresh = publication(5, dialog("a", "c", "l", "r1", "confirmed"));
        assertThat(shown(view(Set.of(), change(null, fresh), early1, early2, fresh)))
                .containsExactly("b terminated cancelled", "a confirmed");
    }

    @Test
    void answeredBranchIsNoOtherBranchToASecondSource() {
        Publication second = publication(2, dialog("z", "c", "l", "r1", "early"));
        assertThat(shown(view(Set.of(), change(early1, answered1), answered1, second)))
                .containsExactly("a confirmed", "z early");
    }

    @Test
    void branchThatTwoSourcesReportEndsOnce() {
        Publication again = publication(3, dialog("b", "c", "l", "r2", "proceeding"));
        assertThat(shown(view(Set.of(), change(early1, answered1), answered1, early2, again)))
                .containsExactly("b terminated cancelled", "a confirmed");
    }

    @Test
    void branchThatWasOverBeforeDoesNotEndAgain() {
        Set<String> marks = marks(null, publication(3, dialog("b", "c", "l", "r2", "terminated")));
        assertThat(shown(view(marks, change(early1, answered1), answered1, early2)))
                .containsExactly("a confirmed");
    }

    @Test
    void branchSaysItselfHowItEndedIfItsSourceKnows() {
        Publication before = publication(1, dialog("a", "c", "l", "r1", "early"), dialog("b", "c", "l", "r2", "early"));
        Publication after = publication(
                1,
                dialog("a", "c", "l", "r1", "confirmed"),
                dialog("b", "c", "l", "r2", "terminated").replace("<state>", "<state event='rejected'>"));

        assertThat(shown(view(marks(before, after), change(before, after), after)))
                .containsExactly("b terminated rejected", "a confirmed");
    }

    @Test
    void branchWhosePlaceTheAnsweredOneTookEndsAsReplaced() {
        Publication taken = publication(
                1, dialog("a", "c", "l", "r1", "confirmed", "<replaces call-id='c' local-tag='l' remote-tag='r2'/>"));
        Publication third = publication(3, dialog("x", "c", "l", "r3", "early"));

        assertThat(shown(view(Set.of(), change(early1, taken), taken, early2, third)))
                .containsExactly("b terminated replaced", "x terminated cancelled", "a confirmed");
    }

    @Test
    void endOfABranchThatHasLostIsNotReportedAgain() {
        Publication ended2 = publication(2, dialog("b", "c", "l", "r2", "terminated"));

        assertThat(shown(view(marks(early2, ended2), change(early2, ended2), answered1, ended2)))
                .containsExactly("a confirmed");
        assertThat(shown(view(marks(early2, null), change(early2, null), answered1)))
                .containsExactly("a confirmed");
        assertThat(shown(view(marks(null, ended2), change(null, ended2), answered1, ended2)))
                .containsExactly("a confirmed");
    }

    @Test
    void lateEarlyOfABranchThatHasLostDoesNotReviveIt() {
        Publication late = publication(3, dialog("b", "c", "l", "r2", "early"));
        assertThat(shown(view(Set.of(), change(null, late), answered1, late))).containsExactly("a confirmed");
    }

    @Test
    void lateEarlyDoesNotReviveABranchAlsoWhenTheCallIsOver() {
        Publication ended1 = publication(1, dialog("a", "c", "l", "r1", "terminated"));
        Publication late = publication(3, dialog("b", "c", "l", "r2", "early"));
        for (Publication after : new Publication[] {ended1, null}) {
            Set<String> marks = marks(answered1, after);
            assertThat(shown(view(marks, change(null, late), late))).isEmpty();
        }
        assertThat(pack.marks(change(answered1, ended1), NOW).values()).containsOnly(NOW.plusSeconds(32));
    }

    @Test
    void branchThatHasLostStaysHiddenAsLongAsItIsPublished() {
        Set<String> marks = marks(answered1, null);
        Publication other = publication(4, dialog("o", "other", "l", "r2", "early"));

        assertThat(shown(view(marks, change(answered1, null), early2))).containsExactly("a terminated");
        assertThat(marks).anyMatch(mark -> pack.stillMatters(mark, List.of(early2, other)));
        assertThat(marks).noneMatch(mark -> pack.stillMatters(mark, List.of(other)));
    }

    @Test
    void endOfTheAnsweredBranchIsReportedAndRevivesNone() {
        Publication ended1 = publication(1, dialog("a", "c", "l", "r1", "terminated"));
        assertThat(shown(view(marks(answered1, ended1), change(answered1, ended1), ended1, early2)))
                .containsExactly("a terminated");
    }

    @Test
    void answerThatIsPublishedAnewEndsNothingTwice() {
        Set<String> marks = marks(answered1, null);
        Publication again = publication(5, dialog("a", "c", "l", "r1", "confirmed"));

        assertThat(shown(view(marks, change(null, again), early2, again))).containsExactly("a confirmed");
        assertThat(shown(view(Set.of(), change(null, again), answered1, early2, again)))
                .as("by a second source")
                .containsExactly("a confirmed");
    }

    @Test
    void twoBranchesThatAreBothAnsweredAreBothShown() {
        Publication answered2 = publication(2, dialog("b", "c", "l", "r2", "confirmed"));
        Publication ended2 = publication(2, dialog("b", "c", "l", "r2", "terminated"));

        assertThat(shown(view(Set.of(), change(early2, answered2), answered1, answered2)))
                .containsExactly("a confirmed", "b confirmed");
        assertThat(shown(view(marks(answered2, ended2), change(answered2, ended2), answered1, ended2)))
                .containsExactly("b terminated", "a confirmed");
    }

    // DLG-05: a call server names each branch of the caller's call by the Call-ID.
    @Test
    void losingBranchUnderTheSameIdDoesNotTakeTheAnsweredOneWithIt() {
        Publication one = publication(1, dialog("d", "c", "l", "r1", "confirmed"));
        Publication ringing = publication(2, dialog("d", "c", "l", "r2", "early"));
        Publication ended = publication(2, dialog("d", "c", "l", "r2", "terminated"));

        Publication ringingOn = publication(1, dialog("d", "c", "l", "r1", "early"));
        assertThat(shown(view(Set.of(), change(ringingOn, one), one, ringing))).containsExactly("d confirmed");
        assertThat(shown(view(one, ringing))).containsExactly("d confirmed");
        assertThat(shown(view(marks(ringing, ended), change(ringing, ended), one, ended)))
                .containsExactly("d confirmed");
        assertThat(shown(view(marks(ringing, null), change(ringing, null), one)))
                .containsExactly("d confirmed");
        assertThat(shown(view(marks(ringing, ended), change(ringing, ended), ringingOn, ended)))
                .as("before any is answered")
                .containsExactly("d early");
    }

    @Test
    void endOfADialogStillHidesReportsFromBeforeItsTagsWereKnown() {
        Set<String> marks = marks(null, publication(1, dialog("d", "c", "l", "r", "terminated")));
        for (String[] tags : new String[][] {{"l", "r"}, {"l", ""}, {"", "r"}, {"", ""}}) {
            Publication late = publication(2, dialog("d", "c", tags[0], tags[1], "early"));
            assertThat(shown(view(marks, change(null, late), late))).isEmpty();
        }
    }

    @Test
    void callsThatHaveOnlyAPartInCommonAreNoBranchesOfOne() {
        Publication others = publication(
                2,
                dialog("n", "n", "l", "r2", "early"),
                dialog("p", "c", "other phone", "r1", "early"),
                dialog("q", "c", "other phone", "r2", "early"),
                dialog("u", "c", "l", "", "trying"),
                "<dialog id='v'><state>early</state></dialog>");

        assertThat(shown(view(Set.of(), change(early1, answered1), answered1, others)))
                .containsExactly("a confirmed", "n early", "p early", "q early", "u trying", "v early");
    }

    @Test
    void branchThatWasNeverShownEndsUnseen() {
        Publication both =
                publication(1, dialog("a", "c", "l", "r1", "confirmed"), dialog("b", "c", "l", "r2", "early"));
        assertThat(shown(view(Set.of(), change(null, both), both))).containsExactly("a confirmed");
    }

    @Test
    void watcherOfOneBranchSeesItEnd() throws BadParameter {
        Lens lens = pack.lens(Map.of("call-id", "c", "to-tag", "l", "from-tag", "r2"));
        View change = view(Set.of(), change(early1, answered1), answered1, early2);
        assertThat(shown(through(lens, change))).containsExactly("b terminated cancelled");
        assertThat(shown(through(lens, view(answered1, early2)))).isEmpty();
    }

    // COMP-08
    @Test
    void arrivalOrderOfBranchesNeverShowsInTheOctets() {
        List<Publication> all = List.of(
                answered1,
                early2,
                publication(3, dialog("a", "c", "l", "r3", "early")),
                publication(4, dialog("d", "c2", "l", "r4", "confirmed"), dialog("b", "c2", "l", "r5", "early")));
        Set<String> documents = new HashSet<>();
        Set<String> changes = new HashSet<>();
        for (List<Publication> order : orders(all)) {
            Publication[] arrived = order.toArray(Publication[]::new);
            documents.add(text(view(arrived)));
            changes.add(text(view(Set.of(), change(early1, answered1), arrived)));
        }
        assertThat(documents).hasSize(1);
        assertThat(changes).hasSize(1);
        assertThat(shown(view(all.toArray(Publication[]::new)))).containsExactly("a confirmed", "d confirmed");
    }

    private static List<List<Publication>> orders(List<Publication> all) {
        if (all.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Publication>> orders = new ArrayList<>();
        for (Publication first : all) {
            List<Publication> rest =
                    all.stream().filter(other -> other != first).toList();
            for (List<Publication> order : orders(rest)) {
                List<Publication> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                orders.add(whole);
            }
        }
        return orders;
    }
}
