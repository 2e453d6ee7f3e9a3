package io.lamplight.presence.packages.dialog;

import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfo.State;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.Publication;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Remembers dialogs that are over, so that a report overtaken on its way cannot light a lamp again (DLG-04): a call
 * server with several workers can have its {@code early} arrive after its {@code terminated}, as a publication of its
 * own.
 *
 * <p>A dialog that was reported terminated stays hidden whoever reports it. One that merely is no longer published may be
 * published again in earnest, by a phone that lost its entity-tag for one: only what is less than confirmed and came
 * after it had gone is hidden.
 *
 * <p>Dialogs are known by Call-ID, id and, where they are known, tags: the local one tells two phones apart that one
 * call rings, the remote one two branches of a call that this user makes. A dialog without Call-ID leaves no tombstone:
 * its id alone may be used by the same phone's next call, and a phone sends its reports one after the other by
 * entity-tag.
 */
final class Tombstones {
    /** 64*T1 (RFC 3261 section 17.1.2.2): no report is on its way for longer. */
    static final Duration KEPT = Duration.ofSeconds(32);

    private static final String ENDED = "ended:";
    private static final String GONE = "gone:";

    /** Stand for a tag that is not known, and for whatever tag it is. */
    private static final String NO_TAG = "-";

    private static final String EACH_TAG = "*";

    private final Set<String> ended = new HashSet<>();
    private final Map<String, Instant> gone = new HashMap<>();

    Tombstones(Set<String> marks) {
        for (String mark : marks) {
            int time = mark.indexOf('@');
            if (mark.startsWith(GONE) && time > 0) {
                Instant at = Instant.ofEpochMilli(Long.parseLong(mark.substring(time + 1)));
                gone.merge(mark.substring(GONE.length(), time), at, (a, b) -> a.isAfter(b) ? a : b);
            } else if (mark.startsWith(ENDED)) {
                ended.add(mark.substring(ENDED.length()));
            }
        }
    }

    static Map<String, Instant> of(Change change, Instant now) {
        Instant until = now.plus(KEPT);
        Map<String, Instant> marks = new HashMap<>();
        List<Dialog> before = dialogs(change.before());
        List<Dialog> after = dialogs(change.after());
        for (Dialog dialog : after) {
            if (dialog.isTerminated()) {
                keys(dialog).forEach(key -> marks.put(ENDED + key, until));
            }
        }
        for (Dialog dialog : before) {
            if (!dialog.isTerminated() && isGone(dialog, after)) {
                keys(dialog).forEach(key -> marks.put(GONE + key + '@' + now.toEpochMilli(), until));
            }
        }
        return marks;
    }

    /**
     * Whether a publication shows the dialog no more. An id that goes on with another Call-ID is no end of a dialog: the
     * phone names its line by it, and watchers see the new call in the place of the old.
     */
    static boolean isGone(Dialog dialog, List<Dialog> after) {
        return after.stream().noneMatch(other -> other.id().equals(dialog.id()));
    }

    static List<Dialog> dialogs(Optional<Publication> publication) {
        return publication
                .map(DialogPackage.Content::of)
                .map(info -> info.dialogs())
                .orElse(List.of());
    }

    /** A dialog that a live publication says is terminated needs no mark to be so. */
    void add(Dialog terminated) {
        ended.addAll(keys(terminated));
    }

    boolean isEmpty() {
        return ended.isEmpty() && gone.isEmpty();
    }

    /** Whether it was reported terminated before. */
    boolean hasEnded(Dialog dialog) {
        return !ended.isEmpty() && dialog.callId().isPresent() && names(dialog).anyMatch(ended::contains);
    }

    /** Whether a report of it as alive is not to be believed. */
    boolean hides(Dialog dialog, Instant publishedAt) {
        if (isEmpty() || dialog.callId().isEmpty()) {
            return false;
        }
        return hasEnded(dialog)
                || !gone.isEmpty()
                        && dialog.status().state() != State.CONFIRMED
                        && names(dialog).anyMatch(key -> isLate(key, publishedAt));
    }

    private boolean isLate(String key, Instant publishedAt) {
        Instant since = gone.get(key);
        return since != null && !publishedAt.isBefore(since);
    }

    /**
     * What to look for. With a tag, that dialog and reports from before the tag was known; without one, the call never
     * got as far as a tag, so any that comes now is late.
     */
    private static List<String> keys(Dialog dialog) {
        if (dialog.callId().isEmpty()) {
            return List.of();
        }
        List<String> keys = new ArrayList<>(4);
        for (String local : tombstone(dialog.localTag())) {
            for (String remote : tombstone(dialog.remoteTag())) {
                keys.add(key(dialog, local, remote));
            }
        }
        return keys;
    }

    /** The keys under which a tombstone of this dialog may lie. */
    private static Stream<String> names(Dialog dialog) {
        return Stream.of(EACH_TAG, tag(dialog.localTag()))
                .flatMap(local ->
                        Stream.of(EACH_TAG, tag(dialog.remoteTag())).map(remote -> key(dialog, local, remote)));
    }

    private static List<String> tombstone(Optional<String> tag) {
        return tag.isPresent() ? List.of(tag(tag), NO_TAG) : List.of(EACH_TAG);
    }

    private static String tag(Optional<String> tag) {
        return tag.map(value -> '=' + value).orElse(NO_TAG);
    }

    /** Where it is each remote tag, the key is the one that there was when remote tags did not count. */
    private static String key(Dialog dialog, String local, String remote) {
        String name = dialog.callId().orElse("") + '\n' + dialog.id() + '\n' + local;
        return digest(remote.equals(EACH_TAG) ? name : name + '\n' + remote);
    }

    /** Since a mark is stored, and a Call-ID can be as long as a body. */
    static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }
}
