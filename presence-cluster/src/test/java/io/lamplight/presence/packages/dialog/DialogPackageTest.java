package io.lamplight.presence.packages.dialog;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.body.dialoginfo.DialogInfo;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfo.State;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import io.lamplight.presence.testkit.EventPackageContract;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DialogPackageTest extends EventPackageContract {
    DialogPackageTest() {
        super(new DialogPackage());
    }

    @Override
    protected List<String> samples() {
        return List.of(
                info(dialog("d1", "c1", "l1", "early") + dialog("d2", "c2", "l2", "confirmed")),
                info(dialog("d1", "c1", "l1", "terminated") + "<x:about xmlns:x='urn:x'>é</x:about>"),
                info(dialog("d1", "c3", "l3", "trying") + dialog("d4", "", "", "proceeding")));
    }

    @Override
    protected Optional<String> sampleWithDtd() {
        return Optional.of("<!DOCTYPE dialog-info>" + samples().get(0));
    }

    private static String info(String dialogs) {
        return "<dialog-info xmlns='urn:ietf:params:xml:ns:dialog-info' version='3' state='full'"
                + " entity='sip:Ann@EXAMPLE.com:5060'>" + dialogs + "</dialog-info>";
    }

    private static String dialog(String id, String callId, String localTag, String state) {
        return "<dialog id='" + id + "' call-id='" + callId + "' local-tag='" + localTag + "'><state>" + state
                + "</state><local><identity display='Ann'>sip:ann@example.com</identity>"
                + "<session-description type='application/sdp'>v=0</session-description></local></dialog>";
    }

    private static String call(String state) {
        return info(dialog("d", "c", "l", state));
    }

    private static Change change(Publication before, Publication after) {
        return new Change(Optional.ofNullable(before), Optional.ofNullable(after));
    }

    private static View with(View view, Change change) {
        return new View(view.resource(), view.publications(), Optional.of(change), view.marks(), view.now());
    }

    private static View with(View view, Set<String> marks) {
        return new View(view.resource(), view.publications(), view.change(), marks, view.now());
    }

    /** What is shown, as {@code id state} of each dialog. */
    private List<String> shown(View view) {
        return dialogs(view).stream()
                .map(dialog -> dialog.id() + ' ' + dialog.status().state().text())
                .toList();
    }

    private List<Dialog> dialogs(View view) {
        return info(view).dialogs();
    }

    private DialogInfo info(View view) {
        return ((DialogPackage.Content) parse(text(view))).info();
    }

    private Publication came(Publication publication, Instant at) {
        return new Publication(publication.id(), publication.content(), at);
    }

    @Test
    void isThePackageOfRfc4235() {
        assertThat(pack.name()).isEqualTo(new EventName("dialog"));
        assertThat(pack.publishTypes()).containsExactly(new MediaType("application/dialog-info+xml"));
        assertThat(pack.notifyTypes()).containsExactly(new MediaType("application/dialog-info+xml"));
        assertThat(pack.expiry().preset()).isEqualTo(3600); // DLG-01
    }

    // DLG-02
    @Test
    void writesFullDocumentsNamedByTheCanonicalAddress() {
        DialogInfo info = info(view(publication(1, call("early"))));
        assertThat(info.full()).isTrue();
        assertThat(info.entity()).isEqualTo("sip:ann@example.com");
        assertThat(render(view()).body().utf8()).contains(" version=\"\" ");
    }

    // DLG-06
    @Test
    void writesAnEmptyFullDocumentWithoutDialog() {
        assertThat(info(view()).dialogs()).isEmpty();
        assertThat(text(view())).endsWith("state=\"full\" entity=\"sip:ann@example.com\"/>");
    }

    // DLG-05
    @Test
    void showsDialogsOfAllPublications() {
        View view = view(
                publication(1, info(dialog("a", "c1", "l", "early"))),
                publication(2, info(dialog("b", "c2", "l", "confirmed") + dialog("c", "c3", "l", "trying"))));
        assertThat(shown(view)).containsExactly("a early", "b confirmed", "c trying");
    }

    // DLG-05
    @Test
    void removingOnePublicationNeverTouchesTheOther() {
        Publication gone = publication(1, info(dialog("a", "c1", "l", "confirmed")));
        Publication stays = publication(2, info(dialog("b", "c2", "l", "early") + dialog("c", "c3", "l", "early")));
        assertThat(shown(with(view(stays), change(gone, null)))).containsExactly("a terminated", "b early", "c early");
        assertThat(shown(view(stays))).containsExactly("b early", "c early");
    }

    // DLG-05
    @Test
    void renamesDialogsOfTwoPublishersWithOneId() {
        Publication first = publication(1, info(dialog("1", "c1", "l1", "early")));
        Publication second = publication(2, info(dialog("1", "c2", "l2", "confirmed")));
        List<String> ids = dialogs(view(first, second)).stream().map(Dialog::id).toList();
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
        assertThat(ids.get(0)).isEqualTo("1");
        Publication ended = publication(1, info(dialog("1", "c1", "l1", "terminated")));
        assertThat(dialogs(view(ended, second)).get(0).id()).isEqualTo(ids.get(1));
    }

    @Test
    void renamesDialogsWithoutCallIdAsWell() {
        String line = info("<dialog id='1'><state>early</state></dialog>");
        assertThat(dialogs(view(publication(1, line), publication(2, line))))
                .extracting(Dialog::id)
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    // DLG-05
    @Test
    void tellsTwoPhonesApartThatOneCallRings() {
        Publication desk = publication(1, info(dialog("d", "c", "desk", "terminated")));
        Publication mobile = publication(2, info(dialog("d", "c", "mobile", "early")));
        Set<String> marks = pack.marks(change(null, desk), NOW).keySet();
        assertThat(shown(with(view(mobile), marks))).containsExactly("d early");
    }

    @Test
    void newestOfSeveralReportsOfOneDialogIsRight() {
        assertThat(shown(view(publication(1, call("early")), publication(2, call("confirmed")))))
                .containsExactly("d confirmed");
    }

    @Test
    void reportFromBeforeTheTagWasKnownGivesWay() {
        Publication trying = publication(1, info(dialog("d", "c", "", "trying")));
        assertThat(shown(view(trying, publication(2, call("early"))))).containsExactly("d early");
    }

    // DLG-03
    @Test
    void showsTerminatedOnceWithItsReason() {
        Publication before = publication(1, call("confirmed"));
        Publication after = publication(
                1,
                info("<dialog id='d' call-id='c' local-tag='l'>"
                        + "<state event='remote-bye' code='200'>terminated</state></dialog>"));
        View view = view(after);
        assertThat(dialogs(with(view, change(before, after)))).singleElement().satisfies(dialog -> {
            assertThat(dialog.status().event()).contains("remote-bye");
            assertThat(dialog.status().code()).contains(200);
        });
        assertThat(shown(view)).isEmpty();
        assertThat(shown(with(view, change(after, after)))).isEmpty();
        assertThat(shown(with(view(), change(after, null)))).isEmpty();
    }

    // DLG-03
    @Test
    void showsADialogThatWasDroppedAsTerminatedOnce() {
        Publication before = publication(1, info(dialog("a", "c1", "l", "early") + dialog("b", "c2", "l", "early")));
        Publication after = publication(1, info(dialog("b", "c2", "l", "early")));
        assertThat(shown(with(view(after), change(before, after)))).containsExactly("a terminated", "b early");
        assertThat(shown(with(view(), change(before, null)))).containsExactly("a terminated", "b terminated");
        assertThat(shown(view(after))).containsExactly("b early");
    }

    @Test
    void dialogThatAnotherPublicationStillShowsHasNotEnded() {
        Publication lostEtag = publication(1, call("early"));
        Publication again = publication(2, call("confirmed"));
        assertThat(shown(with(view(again), change(lostEtag, null)))).containsExactly("d confirmed");
    }

    // PUB-10
    @Test
    void showsWhatARemovalReportsThoughItIsNoPublicationAnyMore() {
        View view = with(view(), change(publication(1, call("early")), publication(1, call("terminated"))));
        assertThat(shown(view)).containsExactly("d terminated");
    }

    // DLG-04
    @Test
    void lateEarlyNeverRevivesATerminatedDialog() {
        Publication ended = publication(1, call("terminated"));
        var marks = pack.marks(change(publication(1, call("early")), ended), NOW);
        assertThat(marks.values()).isNotEmpty().containsOnly(NOW.plusSeconds(32));
        for (String state : List.of("trying", "proceeding", "early", "confirmed")) {
            Publication late = came(publication(2, call(state)), NOW.plusMillis(5));
            View view = with(with(view(late), marks.keySet()), change(null, late));
            assertThat(shown(view)).isEmpty();
        }
    }

    // DLG-04
    @Test
    void liveReportOfTheEndHidesOthersAfterItsTombstoneToo() {
        View view = view(publication(1, call("terminated")), publication(2, call("early")));
        assertThat(shown(view)).isEmpty();
    }

    // DLG-04
    @Test
    void lateEarlyStaysHiddenAsLongAsItIsPublished() {
        Publication terminated = publication(1, call("terminated"));
        Publication late = came(publication(2, call("early")), NOW.plusMillis(5));
        Publication other = publication(3, info(dialog("other", "other", "t", "confirmed")));

        Set<String> marks = pack.marks(change(publication(1, call("confirmed")), terminated), NOW)
                .keySet();

        assertThat(marks).anyMatch(mark -> pack.stillMatters(mark, List.of(other, late)));
        assertThat(marks).noneMatch(mark -> pack.stillMatters(mark, List.of(other)));
    }

    // DLG-04
    @Test
    void lateReportWithoutTagIsHiddenToo() {
        Set<String> marks = pack.marks(change(null, publication(1, call("terminated"))), NOW)
                .keySet();
        Publication late = publication(2, info(dialog("d", "c", "", "trying")));
        assertThat(shown(with(view(late), marks))).isEmpty();
    }

    // DLG-04
    @Test
    void callThatEndedBeforeItHadATagHidesEachTag() {
        Publication ended = publication(1, info(dialog("d", "c", "", "terminated")));
        Set<String> marks = pack.marks(change(null, ended), NOW).keySet();
        assertThat(shown(with(view(publication(2, call("early"))), marks))).isEmpty();
    }

    // DLG-04
    @Test
    void lateEarlyOfADialogThatVanishedIsHidden() {
        Change removal = change(publication(1, call("early")), null);
        Set<String> marks = pack.marks(removal, NOW).keySet();
        Publication late = came(publication(2, call("early")), NOW.plusMillis(5));
        assertThat(shown(with(view(late), marks))).isEmpty();
    }

    @Test
    void callThatIsPublishedAnewAfterItsPublicationWasLostIsShown() {
        Set<String> marks =
                pack.marks(change(publication(1, call("confirmed")), null), NOW).keySet();
        Publication again = came(publication(2, call("confirmed")), NOW.plusMillis(5));
        assertThat(shown(with(view(again), marks))).containsExactly("d confirmed");
    }

    @Test
    void reportThatWasThereBeforeAnotherVanishedIsNotLate() {
        Set<String> marks =
                pack.marks(change(publication(1, call("early")), null), NOW).keySet();
        assertThat(shown(with(view(publication(2, call("early"))), marks))).containsExactly("d early");
    }

    @Test
    void dialogsWithoutCallIdLeaveNoTombstone() {
        Publication line = publication(1, info("<dialog id='1'><state>early</state></dialog>"));
        assertThat(pack.marks(change(line, null), NOW)).isEmpty();
    }

    @Test
    void marksStayShortWhateverTheCallId() {
        String longCallId = "c".repeat(30_000);
        Publication ended = publication(1, info(dialog("d", longCallId, "l", "terminated")));
        assertThat(pack.marks(change(null, ended), NOW).keySet())
                .isNotEmpty()
                .allSatisfy(mark -> assertThat(mark).hasSizeLessThan(64));
    }

    @Test
    void nextCallUnderTheSameIdTakesThePlaceOfTheOld() {
        Publication before = publication(1, info(dialog("line1", "c1", "l1", "confirmed")));
        Publication after = publication(1, info(dialog("line1", "c2", "l2", "early")));
        assertThat(shown(with(view(after), change(before, after)))).containsExactly("line1 early");
        assertThat(pack.marks(change(before, after), NOW)).isEmpty();
    }

    @Test
    void leavesSessionDescriptionsOut() {
        assertThat(text(view(publication(1, call("early")))))
                .contains("display=\"Ann\"")
                .doesNotContain("session-description");
    }

    @Test
    void takesAPartialDocumentForAllOfItsPublication() {
        String partial = call("early").replace("state='full'", "state='partial'");
        assertThat(shown(view(publication(1, partial)))).containsExactly("d early");
        assertThat(dialogs(view(publication(1, partial))).get(0).status().state())
                .isEqualTo(State.EARLY);
    }

    @Test
    void newestStateOfEachPublicationShowsInTheDocument() {
        Publication[] publications = new Publication[3];
        Arrays.setAll(
                publications,
                i -> publication(
                        i + 1, info(dialog("d" + i, "bseq:" + (i + 5) + ";p:" + i + ";pad", "lt" + i, "early"))));
        assertThat(text(view(publications))).contains("bseq:5;p:0;", "bseq:6;p:1;", "bseq:7;p:2;");
        Publication next = publication(1, info(dialog("d0", "bseq:8;p:0;pad", "lt0", "confirmed")));
        View changed = with(view(next, publications[1], publications[2]), change(publications[0], next));
        assertThat(text(changed))
                .contains("bseq:8;p:0;", "bseq:6;p:1;", "bseq:7;p:2;")
                .doesNotContain("bseq:5;");
    }
}
