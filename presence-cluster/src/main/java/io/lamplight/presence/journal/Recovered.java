package io.lamplight.presence.journal;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SelectedSnapshot;

/**
 * An entity as the journal has it.
 *
 * @param events after the snapshot, oldest first
 * @param highest the highest sequence number that was ever written, 0 when there was none
 */
record Recovered(Optional<SelectedSnapshot> snapshot, List<PersistentRepr> events, long highest) {
    static final Recovered NOTHING = new Recovered(Optional.empty(), List.of(), 0);
}
