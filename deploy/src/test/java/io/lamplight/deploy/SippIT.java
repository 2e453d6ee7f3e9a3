package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lamplight.deploy.support.ItFolders;
import io.lamplight.deploy.support.OneNode;
import io.lamplight.deploy.support.Program;
import io.lamplight.deploy.up.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Phones played by sipp: what the README shows, and each folder of {@code deploy/sipp}. */
@Tag("interop")
@ExtendWith(OneNode.Shared.class)
class SippIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern SHOWN = Pattern.compile("(?<=<basic>)[a-z]+|(?<=Subscription-State: )[a-z]+");

    private static String sipp;

    @BeforeAll
    static void find() {
        sipp = Program.installed("sipp", "sip-tester");
    }

    @Test
    void showsALampAsTheReadmeTells(OneNode node) throws IOException {
        Path folder = ItFolders.create("SippIT-readme");
        List<String> watch = options(node, scenarios().resolve("watch.xml"), "alice", folder);
        watch.addAll(List.of("-key", "expires", "6", "-trace_msg", "-message_file", "watch.log"));
        List<String> publish = options(node, scenarios().resolve("publish.xml"), "alice", folder);
        publish.addAll(List.of("-key", "note", "in a call", "-key", "expires", "2"));

        try (Program watching = Program.start(folder, "watch", sipp, watch)) {
            Path log = folder.resolve("watch.log");
            await("the first NOTIFY in " + log)
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(log) && Files.readString(log).contains(">closed<"));
            try (Program publishing = Program.start(folder, "publish", sipp, publish)) {
                assertThat(publishing.awaitExit(PATIENCE)).as(publishing.out()).isZero();
            }
            assertThat(watching.awaitExit(PATIENCE)).as(watching.out()).isZero();
        }

        String messages = Files.readString(folder.resolve("watch.log"));
        assertThat(SHOWN.matcher(messages).results().map(found -> found.group()))
                .containsExactly("active", "closed", "active", "open", "active", "closed", "terminated", "closed");
        assertThat(messages).contains("<note>in a call</note>");
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void playsOut(String behaviour, OneNode node) {
        Path folder = ItFolders.create("SippIT-" + behaviour);
        Path scenario = scenarios().resolve(behaviour).resolve("scenario.xml");
        List<String> options = options(node, scenario, behaviour, folder);
        options.addAll(List.of("-trace_msg", "-message_file", "messages.log", "-timeout", "30", "-timeout_error"));
        try (Program playing = Program.start(folder, "sipp", sipp, options)) {
            assertThat(playing.awaitExit(PATIENCE))
                    .as("exit code of sipp; its logs are in %s; it said:%n%s", folder, playing.out())
                    .isZero();
        }
    }

    static List<String> behaviours() throws IOException {
        try (Stream<Path> all = Files.list(scenarios())) {
            return all.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static List<String> options(OneNode node, Path scenario, String user, Path folder) {
        return new ArrayList<>(List.of(
                "127.0.0.1:" + node.ports().sip(),
                "-sf",
                scenario.toString(),
                "-s",
                user,
                "-key",
                "domain",
                "example.com",
                "-m",
                "1",
                "-i",
                "127.0.0.1",
                "-nostdin",
                "-trace_err",
                "-error_file",
                folder.resolve(user + "-errors.log").toString()));
    }

    private static Path scenarios() {
        return Home.fromSystemProperty().folder().resolveSibling("sipp");
    }
}
