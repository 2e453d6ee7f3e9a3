package io.lamplight.presence.packages.dialog;

import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfo.State;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Status;
import io.lamplight.presence.spi.Change;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The branches of a call that forked: one INVITE, and a dialog with each phone that rings (RFC 3261 section 13.2.2.4).
 * They have the Call-ID and the local tag in common and differ in the remote tag. When one is answered the others have
 * lost: whatever their own sources still say, they are not shown again unless they are answered as well (DLG-05).
 */
final class Forks {
    private static final String ANSWERED = "answered:";

    private final Map<Call, Set<String>> answered = new HashMap<>(4);
    private final Map<String, Set<String>> marked = new HashMap<>(0);
    private final Set<Branch> replaced = new HashSet<>(0);

    private record Call(String callId, String localTag) {
        static Call of(Dialog dialog) {
            return new Call(dialog.callId().orElse(""), dialog.localTag().orElse(""));
        }

        String digest() {
            return Tombstones.digest(callId + '\n' + localTag);
        }
    }

    private record Branch(String callId, String localTag, String remoteTag) {}

    Forks(Set<String> marks) {
        for (String mark : marks) {
            int tag = mark.lastIndexOf(':');
            if (mark.startsWith(ANSWERED) && tag >= ANSWERED.length()) {
                marked.computeIfAbsent(mark.substring(ANSWERED.length(), tag), none -> new HashSet<>(2))
                        .add(mark.substring(tag + 1));
            }
        }
    }

    /**
     * What must outlive an answered branch: a report of another one may still be on its way when the call is over. As long
     * as it is published itself, it needs no mark.
     */
    static Map<String, Instant> marks(Change change, Instant until) {
        Map<String, Instant> marks = new HashMap<>(2);
        List<Dialog> after = Tombstones.dialogs(change.after());
        for (Dialog dialog : Tombstones.dialogs(change.before())) {
            if (isAnswered(dialog) && after.stream().noneMatch(other -> isAnswered(other) && isBranch(dialog, other))) {
                String tag = Tombstones.digest(dialog.remoteTag().orElseThrow());
                marks.put(ANSWERED + Call.of(dialog).digest() + ':' + tag, until);
            }
        }
        return marks;
    }

    void add(List<Dialog> published) {
        for (Dialog dialog : published) {
            if (isAnswered(dialog)) {
                answered.computeIfAbsent(Call.of(dialog), none -> new HashSet<>(2))
                        .add(dialog.remoteTag().orElseThrow());
                dialog.replaces()
                        .ifPresent(old -> replaced.add(new Branch(old.callId(), old.localTag(), old.remoteTag())));
            }
        }
    }

    /** Whether another branch of its call was answered, and this one was not. */
    boolean hasLost(Dialog dialog) {
        if (answered.isEmpty() && marked.isEmpty() || !isKnown(dialog)) {
            return false;
        }
        Call call = Call.of(dialog);
        String tag = dialog.remoteTag().orElseThrow();
        Set<String> tags = answered.getOrDefault(call, Set.of());
        Set<String> digests = marked.isEmpty() ? Set.of() : marked.getOrDefault(call.digest(), Set.of());
        return !(tags.isEmpty() && digests.isEmpty())
                && !tags.contains(tag)
                && (digests.isEmpty() || !digests.contains(Tombstones.digest(tag)));
    }

    /** Whether a report of it as alive is not to be believed. */
    boolean hides(Dialog dialog) {
        return dialog.status().state() != State.CONFIRMED && hasLost(dialog);
    }

    /**
     * How a branch ends that has lost: the caller's side sends it a CANCEL, unless the one that was answered says that it
     * took its place.
     */
    Status lost(Dialog dialog) {
        boolean taken = replaced.contains(new Branch(
                dialog.callId().orElse(""),
                dialog.localTag().orElse(""),
                dialog.remoteTag().orElse("")));
        return new Status(State.TERMINATED, Optional.of(taken ? "replaced" : "cancelled"), Optional.empty());
    }

    private static boolean isAnswered(Dialog dialog) {
        return dialog.status().state() == State.CONFIRMED && isKnown(dialog);
    }

    private static boolean isKnown(Dialog dialog) {
        return dialog.callId().isPresent() && dialog.remoteTag().isPresent();
    }

    private static boolean isBranch(Dialog dialog, Dialog other) {
        return Call.of(dialog).equals(Call.of(other)) && dialog.remoteTag().equals(other.remoteTag());
    }
}
