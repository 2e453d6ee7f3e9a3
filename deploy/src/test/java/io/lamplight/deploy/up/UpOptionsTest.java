package io.lamplight.deploy.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class UpOptionsTest {
    private final PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command = new CommandLine(new Up(nowhere, nowhere))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));

    @Test
    void helpTellsEveryOption() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString())
                .contains("--nodes", "--data", "--sip-port", "--admin-port", "--cql-port")
                .contains("--cassandra", "--config", "--remoting-port", "--heap", "5060", "9042");
    }

    @ParameterizedTest
    @CsvSource({
        "--sip-port=0, is not a port",
        "--sip-port=70000, is not a port",
        "--cassandra=9042, is not HOST:PORT",
        "--cassandra=here:x, is not a port",
        "--heap=lots, is not a heap size",
        "--nodes=many, --nodes",
        "--teapot, Unknown option"
    })
    void refusesWhatItCannotUse(String option, String why) {
        assertThat(command.execute(option)).isEqualTo(2);
        assertThat(err.toString()).contains(why);
    }
}
