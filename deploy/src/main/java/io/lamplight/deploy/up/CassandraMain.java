package io.lamplight.deploy.up;

import io.lamplight.deploy.ParentWatch;
import java.time.Duration;

/**
 * Cassandra's own main behind a watch on the parent. Runs in Cassandra's JVM, where only the JDK and our own jar can be
 * counted on, and finds the server by name, since it is not on the class path of ours.
 */
final class CassandraMain {
    private static final String SERVER = "org.apache.cassandra.service.CassandraDaemon";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(6);

    private CassandraMain() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        ParentWatch.start(System.in, STOP_PATIENCE);
        Class.forName(SERVER).getMethod("main", String[].class).invoke(null, (Object) args);
    }
}
