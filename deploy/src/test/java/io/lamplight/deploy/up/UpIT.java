package io.lamplight.deploy.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.FreePorts;
import io.lamplight.deploy.support.ItFolders;
import io.lamplight.deploy.support.UpProcess;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class UpIT {
    /** What the issue promises for Ctrl-C and TERM. */
    private static final Duration AGAIN_PATIENCE = Duration.ofSeconds(90);

    private static final Duration STOP_PROMISE = Duration.ofSeconds(15);

    private static final Duration QUICK = Duration.ofSeconds(20);

    private final int sipPort = FreePorts.one();
    private Path folder;

    @BeforeEach
    void createFolder(TestInfo test) {
        folder = ItFolders.create("UpIT-" + test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void printsReadyAndEndsAllOnTerm() {
        List<ProcessHandle> children;
        try (UpProcess up = up()) {
            up.awaitReady();
            children = up.children();
            assertThat(children).hasSize(2);
            assertThat(up.out())
                    .contains("schema applied: 001-journal.cql")
                    .contains("node 1  SIP 127.0.0.1:" + sipPort + " (udp, tcp)  admin http://127.0.0.1:");
            up.terminate();
            up.awaitExit(STOP_PROMISE);
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(up.err()).isEmpty();
        }
        endsItsChildrenWhenItIsKilled();
    }

    /** On the data of the run before, which it must accept. */
    private void endsItsChildrenWhenItIsKilled() {
        try (UpProcess up = up()) {
            up.awaitReady();
            assertThat(up.out()).contains("schema is up to date");
            List<ProcessHandle> children = up.children();
            assertThat(children).hasSize(2);
            up.kill();
            await("the children to notice that their parent is gone")
                    .atMost(STOP_PROMISE)
                    .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void startsAKilledNodeAgainAndEndsAllWhenCassandraDies() {
        try (UpProcess up = up()) {
            up.awaitReady();
            child(up, "io.lamplight.deploy.Main").destroyForcibly();
            await("node 1 to be ready again")
                    .atMost(AGAIN_PATIENCE)
                    .until(() -> up.out().contains("node-1 has ended (signal 9)")
                            && up.out().contains("node-1 is ready again"));

            List<ProcessHandle> children = up.children();
            assertThat(children).hasSize(2);
            child(up, "CassandraMain").destroyForcibly();
            assertThat(up.awaitExit(STOP_PROMISE)).isOne();
            assertThat(up.err()).contains("lamplight: cassandra ended by itself (signal 9)");
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
    }

    private static ProcessHandle child(UpProcess up, String main) {
        return up.children().stream()
                .filter(child -> child.info().commandLine().orElse("").contains(main))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysInOneLineThatAPortIsInUse() throws IOException {
        try (DatagramSocket taken =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), sipPort));
                UpProcess up = up()) {
            assertThat(taken.isBound()).isTrue();
            assertFailsWith(up, "port " + sipPort + " (SIP, udp) of node 1 is in use; choose another with --sip-port");
        }
    }

    @Test
    void saysInOneLineWhichKeyIsUnknown() throws IOException {
        Path config = Files.writeString(folder.resolve("mine.conf"), "lamplight.casandra.local-datacenter = here\n");
        try (UpProcess up = up("--config", config.toString())) {
            assertFailsWith(
                    up, "unknown key lamplight.casandra in " + config + ":1; did you mean lamplight.cassandra?");
        }
    }

    @Test
    void saysInOneLineThatTheDataAreNewer() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("version"), "2\n");
        try (UpProcess up = up()) {
            assertFailsWith(
                    up, "data folder " + data + " was written by a newer Lamplight (format 2; this one knows 1)");
        }
    }

    @Test
    void saysInOneLineThatCassandraDoesNotAnswer() {
        int nobody = FreePorts.one();
        try (UpProcess up = up("--cassandra", "127.0.0.1:" + nobody)) {
            assertFailsWith(up, "Cassandra at 127.0.0.1:" + nobody + " does not answer: Connection refused");
        }
    }

    private UpProcess up(String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--data=" + folder.resolve("data"),
                "--sip-port=" + sipPort,
                "--admin-port=" + FreePorts.one(),
                "--remoting-port=" + FreePorts.one(),
                "--cql-port=" + FreePorts.row(2, 1),
                "--heap=512m"));
        options.addAll(List.of(more));
        return UpProcess.start(folder, options);
    }

    private static void assertFailsWith(UpProcess up, String line) {
        assertThat(up.awaitExit(QUICK)).isOne();
        assertThat(up.err()).isEqualTo("lamplight: " + line + "\n");
        assertThat(up.out()).doesNotContain("ready");
    }
}
