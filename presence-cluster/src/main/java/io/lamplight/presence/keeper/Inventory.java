package io.lamplight.presence.keeper;

import io.lamplight.presence.entity.Note;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a scan tells: who is asleep, and whose NOTIFYs may have been under way when the shard's last home went. While it
 * runs, presentities come into memory and leave it; what they say of themselves is newer than what the journal said.
 */
final class Inventory {
    private final long window;
    private final DueIndex asleep;
    private final Set<String> reported = new HashSet<>();
    private List<Scan.Entry> recent = new ArrayList<>();
    private long newest = Long.MIN_VALUE;

    /**
     * Fills {@code asleep} as the scan goes on.
     *
     * @param window milliseconds between an entity's last event and the shard's newest within which a NOTIFY may be lost
     */
    Inventory(DueIndex asleep, long window) {
        this.asleep = asleep;
        this.window = window;
    }

    /** The scan starts anew; what was reported stays true. */
    void restart() {
        recent = new ArrayList<>();
        newest = Long.MIN_VALUE;
    }

    /** The presentity spoke for itself. */
    void reported(String id) {
        reported.add(id);
    }

    void found(Scan.Entry entry) {
        Optional<Note> note = Note.parse(entry.note());
        boolean silent = !reported.contains(entry.id());
        if (silent) {
            newest = Math.max(newest, entry.timestamp());
        }
        if (note.isEmpty()) {
            return;
        }
        if (silent) {
            asleep.put(
                    entry.id(),
                    note.get().due(),
                    note.get().publications(),
                    note.get().subscriptions());
        }
        boolean watched = note.get().subscriptions() > 0 || note.get().due() == Note.WHO_KNOWS;
        if (watched && !isOld(entry)) {
            recent.add(entry);
        }
    }

    /**
     * To be asked once the scan is done: who must send its state again. An event of an entity that has been in memory
     * meanwhile may be younger than the crash, so it does not count as the shard's newest.
     */
    List<String> unsettled() {
        return recent.stream()
                .filter(entry -> !isOld(entry))
                .map(Scan.Entry::id)
                .toList();
    }

    private boolean isOld(Scan.Entry entry) {
        return newest != Long.MIN_VALUE && entry.timestamp() < newest - window;
    }
}
