package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
    @TempDir
    private Path folder;

    @Test
    void layersTheUsersFileOverTheDefaults() throws IOException {
        Path file = write("lamplight.cassandra.local-datacenter = here", "pekko.cluster.roles = [edge]");
        Config config = NodeConfig.load(Optional.of(file));
        assertThat(config.getString("datastax-java-driver.basic.load-balancing-policy.local-datacenter"))
                .isEqualTo("here");
        assertThat(config.getStringList("pekko.cluster.roles")).containsExactly("edge");
        assertThat(config.getStringList("datastax-java-driver.basic.contact-points"))
                .containsExactly("127.0.0.1:9042");
    }

    @Test
    void namesAnUnknownKeyItsPlaceAndTheNearestOne() throws IOException {
        Path file = write("# mine", "lamplight {", "  cassandra.local-datacentre = here", "}");
        assertThatThrownBy(() -> NodeConfig.load(Optional.of(file)))
                .isInstanceOf(CannotStart.class)
                .hasMessage("unknown key lamplight.cassandra.local-datacentre in " + file
                        + ":3; did you mean lamplight.cassandra.local-datacenter?");
    }

    @Test
    void namesAnUnknownKeyThatIsNearNone() throws IOException {
        Path file = write("lamplight.teapot = on");
        assertThatThrownBy(() -> NodeConfig.load(Optional.of(file)))
                .hasMessage("unknown key lamplight.teapot in " + file + ":1");
    }

    @Test
    void refusesKeysBelowASingleValue() throws IOException {
        Path file = write("lamplight.cassandra.local-datacenter.name = here");
        assertThatThrownBy(() -> NodeConfig.load(Optional.of(file)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("lamplight.cassandra.local-datacenter in " + file + ":1");
    }

    @Test
    void reportsASyntaxErrorInOneLine() throws IOException {
        Path file = write("lamplight {", "  cassandra = [", "}");
        assertThatThrownBy(() -> NodeConfig.load(Optional.of(file)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void reportsAMissingFile() {
        Path file = folder.resolve("none.conf");
        assertThatThrownBy(() -> NodeConfig.load(Optional.of(file)))
                .isInstanceOf(CannotStart.class)
                .hasMessage("cannot read the configuration file " + file);
    }

    @Test
    void leavesNamesFreeBelowAnEmptyDefault() {
        Config reference = ConfigFactory.parseString("lamplight.domains {}");
        Config user = ConfigFactory.parseString("lamplight.domains { \"example.com\" { x = 1 } }");
        NodeConfig.requireKnownKeys(user, reference);
    }

    @Test
    void knowsAKeyWhoseOnlyDefaultIsAnEnvironmentVariable() {
        Config reference = ConfigFactory.parseString("lamplight { a = 1, password = ${?LAMPLIGHT_NO_SUCH_VARIABLE} }");
        Config user = ConfigFactory.parseString("lamplight.password = x");
        NodeConfig.requireKnownKeys(user, reference);
    }

    @Test
    void leavesOtherLibrariesKeysToThem() throws IOException {
        Path file = write("pekko.something-new = 1");
        assertThat(NodeConfig.load(Optional.of(file)).getInt("pekko.something-new"))
                .isEqualTo(1);
    }

    private Path write(String... lines) throws IOException {
        return Files.writeString(folder.resolve("mine.conf"), String.join("\n", lines) + "\n");
    }
}
