package io.lamplight.deploy.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeLauncherTest {
    private static final List<NodePorts> CLUSTER = NodePorts.row(2, 5060, 8558, 25520);

    private static List<String> command(int node, Map<String, String> settings) {
        NodeLauncher launcher = new NodeLauncher(
                new Home(Path.of("home")),
                new InetSocketAddress("127.0.0.1", 9042),
                Optional.empty(),
                "512m",
                CLUSTER,
                settings);
        return launcher.command(CLUSTER.get(node - 1), Path.of("logs"));
    }

    /** All are on one address: with the same port for TLS the second could not start. */
    @Test
    void givesEachNodePortsOfItsOwn() {
        assertThat(command(1, Map.of())).noneMatch(word -> word.startsWith("-Dlamplight.edge.tls.port"));
        assertThat(command(2, Map.of()))
                .contains(
                        "-Dlamplight.edge.port=5070",
                        "-Dlamplight.edge.tls.port=5071",
                        "-Dlamplight.edge.ws.port=5076",
                        "-Dlamplight.edge.wss.port=5077");
    }

    @Test
    void leavesThoseThatAreSet() {
        assertThat(command(2, Map.of("lamplight.edge.tls.port", "6000")))
                .contains("-Dlamplight.edge.tls.port=6000")
                .doesNotContain("-Dlamplight.edge.tls.port=5071");
    }
}
