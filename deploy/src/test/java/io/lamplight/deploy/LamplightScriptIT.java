package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.deploy.up.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code lamplight} script, as far as it goes without a build inside the build. */
class LamplightScriptIT {
    @TempDir
    private Path temp;

    private record Said(int code, String text) {}

    @Test
    void helpNamesItsCommands() throws Exception {
        assertThat(run("/usr/bin:/bin", "help"))
                .satisfies(said -> assertThat(said.code()).isZero())
                .extracting(Said::text)
                .asString()
                .contains("up ", "test ", "help ");
    }

    @Test
    void refusesAnUnknownCommand() throws Exception {
        Said said = run("/usr/bin:/bin", "down");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.text()).contains("lamplight: unknown command 'down'");
    }

    @Test
    void saysInOneLineThatThereIsNoJdk() throws Exception {
        Said said = run(binWith(), "up");
        assertThat(said.code()).isOne();
        assertThat(said.text().lines())
                .singleElement()
                .asString()
                .startsWith("lamplight: no JDK: java is missing")
                .contains("openjdk-17-jdk-headless");
    }

    @Test
    void saysInOneLineThatTheJdkIsTooOld() throws Exception {
        String bin = binWith();
        for (String tool : List.of("java", "javac")) {
            Path old = Files.writeString(Path.of(bin, tool), "#!/bin/sh\necho 'openjdk version \"1.8.0_412\"' >&2\n");
            assertThat(old.toFile().setExecutable(true)).isTrue();
        }
        Said said = run(bin, "up");
        assertThat(said.code()).isOne();
        assertThat(said.text().lines()).singleElement().asString().startsWith("lamplight: java is version 8;");
    }

    @Test
    void saysInOneLineThatThereIsNoMaven() throws Exception {
        String bin = binWith();
        Path jdk = Path.of(System.getProperty("java.home"), "bin");
        for (String tool : List.of("java", "javac")) {
            Files.createSymbolicLink(Path.of(bin, tool), jdk.resolve(tool));
        }
        Said said = run(bin, "test");
        assertThat(said.code()).isOne();
        assertThat(said.text().lines()).singleElement().asString().startsWith("lamplight: no Maven: mvn is missing");
    }

    @Test
    void worksThroughASymbolicLinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("lamp"), script());
        assertThat(run(link, "/usr/bin:/bin", "help").code()).isZero();
    }

    /** A search path with what any system has, and neither a JDK nor Maven. */
    private String binWith() throws IOException {
        Path bin = Files.createDirectories(temp.resolve("bin"));
        for (String tool : List.of("readlink", "dirname", "sed", "head", "sh")) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
        }
        return bin.toString();
    }

    private static Path script() {
        return Home.fromSystemProperty()
                .folder()
                .resolve("../../lamplight")
                .toAbsolutePath()
                .normalize();
    }

    private Said run(String path, String... arguments) throws IOException, InterruptedException {
        return run(script(), path, arguments);
    }

    private Said run(Path script, String path, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
        command.addAll(List.of(arguments));
        Path out = temp.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", path);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), Files.readString(out));
    }
}
