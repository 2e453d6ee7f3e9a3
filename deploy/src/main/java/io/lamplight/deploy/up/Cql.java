package io.lamplight.deploy.up;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.internal.core.loadbalancing.DcInferringLoadBalancingPolicy;
import io.lamplight.deploy.CannotStart;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** A short CQL connection for the schema; the nodes have their own, with their own settings. */
public final class Cql {
    private static final Duration DDL_TIMEOUT = Duration.ofSeconds(30);

    private static final int CONNECT_TIMEOUT_MILLIS = 5000;

    private Cql() {}

    /**
     * Connects to the Cassandra at that address and those it knows.
     *
     * @throws CannotStart when nobody answers there
     */
    public static CqlSession connect(InetSocketAddress address) {
        String place = address.getHostString() + ":" + address.getPort();
        requireListener(address, place);
        DriverConfigLoader config = DriverConfigLoader.programmaticBuilder()
                .withStringList(DefaultDriverOption.CONTACT_POINTS, List.of(place))
                .withClass(DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, DcInferringLoadBalancingPolicy.class)
                .withBoolean(DefaultDriverOption.RECONNECT_ON_INIT, false)
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, DDL_TIMEOUT)
                // Else each statement waits a second for a picture of the schema that nobody looks at,
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                // and the end waits two seconds in case somebody still asks.
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.CONNECTION_POOL_LOCAL_SIZE, 1)
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                .build();
        try {
            return CqlSession.builder().withConfigLoader(config).build();
        } catch (AllNodesFailedException | IllegalArgumentException e) {
            throw new CannotStart("Cassandra at " + place + " does not answer: " + cause(e), e);
        }
    }

    /** The driver's words for this are no help. */
    private static void requireListener(InetSocketAddress address, String place) {
        InetSocketAddress resolved = new InetSocketAddress(address.getHostString(), address.getPort());
        if (resolved.isUnresolved()) {
            throw new CannotStart("Cassandra at " + place + " does not answer: no such host");
        }
        try (Socket socket = new Socket()) {
            socket.connect(resolved, CONNECT_TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new CannotStart("Cassandra at " + place + " does not answer: " + e.getMessage(), e);
        }
    }

    /** The driver wraps the system's words several times. */
    private static String cause(RuntimeException e) {
        Throwable cause = e;
        if (e instanceof AllNodesFailedException failed) {
            cause = failed.getAllErrors().values().stream()
                    .flatMap(List::stream)
                    .findFirst()
                    .orElse(e);
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
