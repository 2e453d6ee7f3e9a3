package io.lamplight.presence.packages.dialog;

import io.lamplight.presence.body.dialoginfo.DialogInfo;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfo.State;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Status;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one full document of all publications: each dialog that is alive, once, and each that a change has ended, by
 * itself or by the answer of another branch, in the document of that change only (RFC 4235 section 3.7.1; DLG-03).
 */
final class Composition {
    private final List<Publication> publications;
    private final Tombstones tombstones;
    private final Forks forks;
    private final Forks forksBefore;
    private final Optional<Change> change;

    private Composition(View view) {
        publications = view.publications().stream()
                .sorted(Comparator.comparing(Publication::id))
                .toList();
        change = view.change();
        tombstones = new Tombstones(view.marks());
        for (Publication publication : publications) {
            addTerminated(publication);
        }
        change.flatMap(Change::after).ifPresent(this::addTerminated);
        forks = new Forks(view.marks());
        publications.forEach(publication -> forks.add(dialogsOf(publication)));
        forksBefore = change.isPresent() ? before(view, change.get()) : forks;
    }

    private static List<Dialog> dialogsOf(Publication publication) {
        return DialogPackage.Content.of(publication).dialogs();
    }

    private static Forks before(View view, Change change) {
        Forks before = new Forks(view.marks());
        view.publications().stream()
                .filter(publication -> !isChanged(publication, change))
                .forEach(publication -> before.add(dialogsOf(publication)));
        change.before().ifPresent(publication -> before.add(dialogsOf(publication)));
        return before;
    }

    private static boolean isChanged(Publication publication, Change change) {
        return change.before()
                .or(change::after)
                .filter(changed -> changed.id().equals(publication.id()))
                .isPresent();
    }

    /** One publication's word on a dialog. */
    private record Report(Publication publication, Dialog dialog, Identity identity) {
        static Report of(Publication publication, Dialog dialog) {
            return new Report(publication, dialog, Identity.of(publication, dialog));
        }

        boolean isOlderThan(Report other) {
            return publication.publishedAt().isBefore(other.publication().publishedAt());
        }
    }

    /** What makes two reports speak of one dialog; without Call-ID it is their publication that does. */
    private record Identity(String scope, String id, String localTag) {
        static Identity of(Publication publication, Dialog dialog) {
            String scope =
                    dialog.callId().map(callId -> "call:" + callId).orElseGet(() -> "publication:" + publication.id());
            return new Identity(scope, dialog.id(), dialog.localTag().orElse(""));
        }

        Identity withoutTag() {
            return new Identity(scope, id, "");
        }

        /** Equal as far as is known: before the call got an answer, there was no local tag. */
        boolean mayBe(Identity other) {
            return equals(other)
                    || (localTag.isEmpty() || other.localTag().isEmpty())
                            && withoutTag().equals(other.withoutTag());
        }
    }

    static DialogInfo of(View view) {
        return new Composition(view).document(view.resource().uri(), Selection.of(view.lens()));
    }

    private DialogInfo document(String entity, Selection selection) {
        Map<Identity, Report> alive = alive();
        // A phone that goes through the dialogs and shows each in turn ends with one that is alive.
        List<Report> shown = change.map(present -> ended(present, alive)).orElseGet(ArrayList::new);
        shown.addAll(alive.values());
        Set<XmlElement> extensions = new LinkedHashSet<>();
        publications.forEach(publication ->
                extensions.addAll(DialogPackage.Content.of(publication).extensions()));
        // Last, so that a dialog has the same id for each watcher.
        return new DialogInfo(0, true, entity, selection.of(withUniqueIds(shown)), List.copyOf(extensions));
    }

    private void addTerminated(Publication publication) {
        for (Dialog dialog : dialogsOf(publication)) {
            if (dialog.isTerminated()) {
                tombstones.add(dialog);
            }
        }
    }

    /**
     * In the order of publications. Of several reports of one dialog the newest is right: they come from a source that
     * publishes each state anew, without the entity-tag of the one before.
     */
    private Map<Identity, Report> alive() {
        Map<Identity, Report> alive = new LinkedHashMap<>();
        for (Publication publication : publications) {
            for (Dialog dialog : dialogsOf(publication)) {
                if (!dialog.isTerminated()
                        && !tombstones.hides(dialog, publication.publishedAt())
                        && !forks.hides(dialog)) {
                    Report report = Report.of(publication, dialog);
                    alive.merge(report.identity(), report, (old, other) -> old.isOlderThan(other) ? other : old);
                }
            }
        }
        if (publications.size() > 1) {
            removeUntagged(alive);
        }
        return alive;
    }

    /** A report from before the local tag was known, where a newer one knows it. */
    private static void removeUntagged(Map<Identity, Report> alive) {
        Map<Identity, Report> newestTagged = new HashMap<>();
        for (Report report : alive.values()) {
            if (!report.identity().localTag().isEmpty()) {
                newestTagged.merge(
                        report.identity().withoutTag(), report, (old, other) -> old.isOlderThan(other) ? other : old);
            }
        }
        alive.values().removeIf(report -> {
            Report tagged = newestTagged.get(report.identity());
            return tagged != null && report.isOlderThan(tagged);
        });
    }

    private List<Report> ended(Change present, Map<Identity, Report> alive) {
        List<Report> ended = new ArrayList<>();
        Set<Identity> known = new HashSet<>();
        present.before().ifPresent(before -> {
            List<Dialog> after = Tombstones.dialogs(present.after());
            for (Dialog dialog : dialogsOf(before)) {
                Report report = Report.of(before, dialog);
                if (dialog.isTerminated()) {
                    known.add(report.identity());
                } else if (Tombstones.isGone(dialog, after)
                        && !goesOn(report, alive)
                        && !forksBefore.hides(dialog)
                        && !tombstones.hasEnded(dialog)) {
                    // Why it ended is not known, so the state has no event; unless another branch was answered.
                    Status status = forks.hasLost(dialog) ? forks.lost(dialog) : Status.of(State.TERMINATED);
                    ended.add(Report.of(before, dialog.withStatus(status)));
                }
            }
        });
        present.after().ifPresent(after -> {
            for (Dialog dialog : dialogsOf(after)) {
                Report report = Report.of(after, dialog);
                if (dialog.isTerminated()
                        && !known.contains(report.identity())
                        && !goesOn(report, alive)
                        && !forksBefore.hasLost(dialog)) {
                    ended.add(report);
                }
            }
        });
        addLost(present, alive, ended);
        return ended;
    }

    /** Also by another branch of the call under the same id: watchers then see that one in its place. */
    private static boolean goesOn(Report report, Map<Identity, Report> alive) {
        return alive.keySet().stream().anyMatch(report.identity()::mayBe);
    }

    /** The branches that were alive until this change answered another one; their own sources do not know yet. */
    private void addLost(Change present, Map<Identity, Report> alive, List<Report> ended) {
        Map<Identity, Report> lost = new LinkedHashMap<>();
        for (Publication publication : publications) {
            for (Dialog dialog : dialogsOf(publication)) {
                if (!dialog.isTerminated()
                        && forks.hides(dialog)
                        && !forksBefore.hides(dialog)
                        && !tombstones.hides(dialog, publication.publishedAt())) {
                    Report report = Report.of(publication, dialog.withStatus(forks.lost(dialog)));
                    if (wasAlive(report, present) && !goesOn(report, alive)) {
                        lost.merge(report.identity(), report, (old, other) -> old.isOlderThan(other) ? other : old);
                    }
                }
            }
        }
        ended.addAll(lost.values());
    }

    private static boolean wasAlive(Report report, Change present) {
        return !isChanged(report.publication(), present)
                || present.before().stream()
                        .flatMap(before -> dialogsOf(before).stream().map(dialog -> Report.of(before, dialog)))
                        .anyMatch(old ->
                                !old.dialog().isTerminated() && old.identity().mayBe(report.identity()));
    }

    /**
     * Publishers choose ids on their own. Where two chose the same for different dialogs, the first publication keeps
     * it, alive or not, so that ids do not change while both publications are there.
     */
    private List<Dialog> withUniqueIds(List<Report> shown) {
        Map<String, Report> owners = new HashMap<>();
        for (Publication publication : publications) {
            for (Dialog dialog : dialogsOf(publication)) {
                owners.putIfAbsent(dialog.id(), Report.of(publication, dialog));
            }
        }
        Set<String> taken = new HashSet<>();
        List<Dialog> dialogs = new ArrayList<>(shown.size());
        for (Report report : shown) {
            Report owner = owners.computeIfAbsent(report.identity().id(), none -> report);
            boolean owns = owner.publication().id().equals(report.publication().id())
                    || owner.identity().mayBe(report.identity());
            String id = owns ? report.dialog().id() : renamed(report, 0);
            for (int round = 1; !taken.add(id); round++) {
                id = renamed(report, round);
            }
            dialogs.add(report.dialog().withId(id));
        }
        return dialogs;
    }

    private static String renamed(Report report, int round) {
        Identity identity = report.identity();
        int digest = 31 * (identity.scope() + '\n' + identity.localTag()).hashCode() + round;
        return identity.id() + '-' + Integer.toHexString(digest);
    }
}
