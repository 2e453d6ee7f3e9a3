package io.lamplight.deploy.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void listsEveryFileInOrder() throws IOException, URISyntaxException {
        Path folder = Path.of(
                        Schema.class.getResource("/cassandra/001-journal.cql").toURI())
                .getParent();
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".cql")))
                    .containsExactlyInAnyOrderElementsOf(Schema.FILES);
        }
        for (int version = 1; version <= Schema.FILES.size(); version++) {
            assertThat(Schema.FILES.get(version - 1)).startsWith("%03d-".formatted(version));
        }
    }

    @Test
    void splitsAtSemicolonsAndDropsComments() {
        assertThat(Schema.statements("-- a; b\nCREATE x;\n\n  -- c\nCREATE y\n  (z);\n"))
                .containsExactly("CREATE x", "CREATE y\n  (z)");
    }

    @Test
    void createsOnlyWhatIsNotThereYet() {
        for (String file : Schema.FILES) {
            String script = Home.resource("/cassandra/" + file, Map.of("replication", Schema.ONE_COPY));
            assertThat(Schema.statements(script))
                    .allSatisfy(statement -> assertThat(statement)
                            .containsIgnoringCase("IF NOT EXISTS")
                            .doesNotContain("${"));
        }
    }
}
