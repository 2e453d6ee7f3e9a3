package io.lamplight.presence.journal;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.util.concurrent.CompletionException;

/** What a failed write tells. */
final class Outcome {
    private Outcome() {}

    /** What failed, without the wrapping of a stage. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * Whether Cassandra has looked at the statement and will never take it (invalid, too large, not allowed), or the driver
     * cannot even send it. All else (a timeout, a lost connection, too few replicas, overload) may or may not have been
     * written.
     */
    static boolean isRefusal(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof AllNodesFailedException all) {
            return all.getAllErrors().values().stream()
                            .allMatch(errors ->
                                    !errors.isEmpty() && errors.stream().allMatch(Outcome::isRefusal))
                    && !all.getAllErrors().isEmpty();
        }
        return cause instanceof QueryValidationException || cause instanceof FrameTooLongException;
    }
}
