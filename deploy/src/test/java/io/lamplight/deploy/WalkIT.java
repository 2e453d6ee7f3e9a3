package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.deploy.support.FreePorts;
import io.lamplight.deploy.support.ItFolders;
import io.lamplight.deploy.support.OneNode;
import io.lamplight.deploy.support.Program;
import io.lamplight.deploy.up.Home;
import io.lamplight.deploy.walk.Walk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code lamplight walk} as a process, as the script starts it. */
@ExtendWith(OneNode.Shared.class)
class WalkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Path folder;

    @BeforeEach
    void createFolder(TestInfo test) {
        folder = ItFolders.create("WalkIT-" + test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void printsEachNotifyOfALampsWholeLife(OneNode node) {
        try (Program walk = walk(node.ports().sip())) {
            assertThat(walk.awaitExit(PATIENCE)).as(walk.out()).isZero();
            assertThat(walk.out().lines().filter(line -> line.startsWith("  NOTIFY ")))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("  NOTIFY 1  active;expires="),
                            line -> assertThat(line).startsWith("  NOTIFY 2  active"),
                            line -> assertThat(line).startsWith("  NOTIFY 3  active"),
                            line -> assertThat(line).startsWith("  NOTIFY 4  active"),
                            line -> assertThat(line).startsWith("  NOTIFY 5  active"),
                            line -> assertThat(line).startsWith("  NOTIFY 6  active"),
                            line -> assertThat(line).isEqualTo("  NOTIFY 7  terminated;reason=timeout"));
            assertThat(walk.out())
                    .containsSubsequence(
                            ">closed<",
                            ">open<",
                            ">here<",
                            ">in a call<",
                            ">closed<",
                            ">for a while<",
                            ">closed<",
                            ">closed<",
                            "walk: all as it should be");
        }
    }

    @Test
    void saysInOneLineThatNobodyAnswers() {
        try (Program walk = walk(FreePorts.one())) {
            assertThat(walk.awaitExit(PATIENCE)).isOne();
            assertThat(walk.out().lines())
                    .singleElement()
                    .asString()
                    .startsWith("walk: no answer in ")
                    .endsWith("to SUBSCRIBE sip:walker@example.com SIP/2.0");
        }
    }

    private Program walk(int port) {
        Home home = Home.fromSystemProperty();
        return Program.start(
                folder,
                "walk",
                Program.ofJdk("java"),
                List.of(
                        "-cp",
                        home.folder().resolve("lib").resolve("*").toString(),
                        Walk.class.getName(),
                        "--server",
                        "127.0.0.1:" + port,
                        "--resource",
                        "sip:walker@example.com",
                        "--expires",
                        "2"));
    }
}
