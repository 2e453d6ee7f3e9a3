package io.lamplight.deploy.up;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts node JVMs of one cluster.
 *
 * @param heap the largest heap, as the JVM wants it: {@code 1g}
 * @param settings more settings, by key
 */
public record NodeLauncher(
        Home home,
        InetSocketAddress cassandra,
        Optional<Path> config,
        String heap,
        List<NodePorts> cluster,
        Map<String, String> settings) {

    /** More seeds than this only make a join longer. */
    private static final int SEEDS = 3;

    // As the defaults lie to each other, where they are near enough.
    private static final int TLS_ABOVE = 1;
    private static final int WS_ABOVE = 6;
    private static final int WSS_ABOVE = 7;

    /**
     * The optimizing compiler waits for four times as many calls as it does by itself: in a node's first half minute it
     * used more CPU than the requests did. Cassandra's jvm.args say the same.
     */
    static final List<String> LATER_COMPILATION = List.of(
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4MinInvocationThreshold=2400",
            "-XX:Tier4CompileThreshold=60000",
            "-XX:Tier4BackEdgeThreshold=160000");

    public Child start(NodePorts node, Path logs) {
        return Child.start(node.name(), command(node, logs.toAbsolutePath()), logs);
    }

    List<String> command(NodePorts node, Path logs) {
        List<String> command = new ArrayList<>();
        command.add(Home.java());
        command.add("-Xmx" + heap);
        // Short pauses matter more than throughput: SIP retransmits after 500 ms, the failure detector bears 2.5 s.
        command.add("-XX:+UseG1GC");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(LATER_COMPILATION);
        properties(node, logs).forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.add("-cp");
        command.add(home.nodeLib().resolve("*").toString());
        command.add("io.lamplight.deploy.Main");
        config.ifPresent(file -> command.addAll(List.of("--config", file.toString())));
        return command;
    }

    private Map<String, String> properties(NodePorts node, Path logs) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("lamplight.watch-stdin", "true");
        all.put("lamplight.log.to", "file");
        all.put("lamplight.log.file", logs.resolve(node.name() + ".log").toString());
        all.put("pekko.remote.artery.canonical.hostname", NodePorts.HOST);
        all.put("pekko.remote.artery.canonical.port", Integer.toString(node.remoting()));
        all.put("pekko.management.http.hostname", NodePorts.HOST);
        all.put("pekko.management.http.port", Integer.toString(node.admin()));
        all.put("lamplight.edge.host", NodePorts.HOST);
        all.put("lamplight.edge.port", Integer.toString(node.sip()));
        if (node.number() > 1) {
            // The first one has the configured ones, and all are on one address.
            all.put("lamplight.edge.tls.port", Integer.toString(node.sip() + TLS_ABOVE));
            all.put("lamplight.edge.ws.port", Integer.toString(node.sip() + WS_ABOVE));
            all.put("lamplight.edge.wss.port", Integer.toString(node.sip() + WSS_ABOVE));
        }
        for (int seed = 0; seed < Math.min(SEEDS, cluster.size()); seed++) {
            all.put("pekko.cluster.seed-nodes." + seed, cluster.get(seed).seedAddress());
        }
        all.put("lamplight.cassandra.contact-points.0", cassandra.getHostString() + ":" + cassandra.getPort());
        all.putAll(settings);
        return all;
    }
}
