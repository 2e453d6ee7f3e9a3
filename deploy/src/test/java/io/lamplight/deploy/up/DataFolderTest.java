package io.lamplight.deploy.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lamplight.deploy.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path temp;

    @Test
    void marksANewFolderWithItsFormat() throws IOException {
        Path folder = temp.resolve("a/b");
        DataFolder.open(folder).close();
        assertThat(Files.readString(folder.resolve("version"))).isEqualTo("1\n");
        DataFolder.open(folder).close();
    }

    @Test
    void refusesAFolderOfANewerLamplight() throws IOException {
        Files.writeString(temp.resolve("version"), "2\n");
        assertThatThrownBy(() -> DataFolder.open(temp))
                .isInstanceOf(CannotStart.class)
                .hasMessage("data folder " + temp + " was written by a newer Lamplight (format 2; this one knows 1)");
    }

    @Test
    void refusesAFormatThatIsNoNumber() throws IOException {
        Files.writeString(temp.resolve("version"), "new\n");
        assertThatThrownBy(() -> DataFolder.open(temp)).hasMessageContaining("has no readable format number");
    }

    @Test
    void refusesAFolderThatIsInUse() {
        try (DataFolder open = DataFolder.open(temp)) {
            assertThat(open.logs()).isDirectory();
            assertThatThrownBy(() -> DataFolder.open(temp))
                    .hasMessage("data folder " + temp + " is in use by another lamplight up");
        }
    }

    @Test
    void refusesAFileInItsPlace() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> DataFolder.open(file)).hasMessageContaining("cannot use the data folder " + file);
    }
}
