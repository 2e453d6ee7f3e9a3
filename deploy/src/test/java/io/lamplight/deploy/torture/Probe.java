package io.lamplight.deploy.torture;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.lamplight.deploy.up.Cql;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a JVM and a Cassandra hold at a moment; Linux only. */
final class Probe {
    /** Of the heap, one line for each generation; Metaspace has no total. */
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    private Probe() {}

    /**
     * Of one JVM.
     *
     * @param heapKiB in use after a full collection
     */
    record Process(long heapKiB, long openFiles, long threads, long residentKiB) {}

    /** Of one table; the newest reads only, as Cassandra's own histograms have it. */
    record Table(long mebibytes, long largestPartitionMebibytes, double tombstonesP99, double tombstonesMax) {}

    static Process process(long pid) throws IOException, InterruptedException {
        // Twice: what the first collection finalizes, the second one frees.
        jcmd(pid, "GC.run");
        jcmd(pid, "GC.run");
        long heap = 0;
        Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
        while (used.find()) {
            heap += Long.parseLong(used.group(1));
        }
        return new Process(heap, count(pid, "fd"), count(pid, "task"), resident(pid));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        java.lang.Process process = new ProcessBuilder(program, Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + pid + " " + command + ": " + said);
        }
        return said;
    }

    private static long count(long pid, String folder) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/" + folder))) {
            return all.count();
        }
    }

    private static long resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no VmRSS of " + pid);
    }

    /** The tables of our keyspace, by name. */
    static Map<String, Table> tables(InetSocketAddress cassandra) {
        try (CqlSession session = Cql.connect(cassandra)) {
            Map<String, Table> tables = new TreeMap<>();
            for (Row row :
                    session.execute("SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'lamplight'")) {
                String name = row.getString("table_name");
                tables.put(
                        name,
                        new Table(
                                whole(session, "disk_usage", "mebibytes", name),
                                whole(session, "max_partition_size", "mebibytes", name),
                                number(session, "tombstones_per_read", "p99th", name),
                                number(session, "tombstones_per_read", "max", name)));
            }
            return tables;
        }
    }

    private static long whole(CqlSession session, String view, String column, String table) {
        return (long) number(session, view, column, table);
    }

    private static double number(CqlSession session, String view, String column, String table) {
        Row row = session.execute("SELECT " + column + " FROM system_views." + view
                        + " WHERE keyspace_name = 'lamplight' AND table_name = '" + table + "'")
                .one();
        Object value = row == null ? null : row.getObject(0);
        return value == null ? 0 : ((Number) value).doubleValue();
    }
}
