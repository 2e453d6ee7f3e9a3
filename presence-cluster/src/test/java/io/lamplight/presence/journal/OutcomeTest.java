package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.WriteType;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeTest {
    private static final ConsistencyLevel QUORUM = DefaultConsistencyLevel.LOCAL_QUORUM;
    private static final InetSocketAddress PLACE = InetSocketAddress.createUnresolved("127.0.0.1", 9042);

    static Stream<Throwable> refusals() {
        return Stream.of(
                new InvalidQueryException(null, "Mutation of 20 MiB is too large"),
                new UnauthorizedException(null, "no"),
                new FrameTooLongException(PLACE, "too long"),
                new CompletionException(new InvalidQueryException(null, "wrapped")));
    }

    static Stream<Throwable> unknownOutcomes() {
        return Stream.of(
                new DriverTimeoutException("no answer"),
                new WriteTimeoutException(null, QUORUM, 1, 2, WriteType.UNLOGGED_BATCH),
                new UnavailableException(null, QUORUM, 2, 1),
                new OverloadedException(null),
                new ServerError(null, "broken"),
                new ClosedConnectionException("cut"),
                new HeartbeatException(PLACE, "silent", null),
                new NoNodeAvailableException(),
                new IllegalStateException("Session is closed"),
                new CompletionException(new DriverTimeoutException("no answer")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void seesARefusal(Throwable failure) {
        assertThat(Outcome.isRefusal(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("unknownOutcomes")
    void seesAnUnknownOutcome(Throwable failure) {
        assertThat(Outcome.isRefusal(failure)).isFalse();
    }
}
