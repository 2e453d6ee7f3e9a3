package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.util.concurrent.CompletionException;

/** What a failed write tells. */
final class Outcome {
    private Outcome() {}

    /**
     * Whether Cassandra has looked at the statement and will never take it (invalid, too large, not allowed). All else (a
     * timeout, a lost connection, too few replicas, overload) may or may not have been written.
     */
    static boolean isRefusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (cause instanceof AllNodesFailedException all) {
            return all.getAllErrors().values().stream()
                    .allMatch(errors -> !errors.isEmpty() && errors.stream().allMatch(Outcome::isRefusal))
                    && !all.getAllErrors().isEmpty();
        }
        return cause instanceof QueryValidationException;
    }
}
