package io.lamplight.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentWatchTest {
    /** What a child does that would never end by itself. */
    static final class Sleeper {
        public static void main(String[] args) throws InterruptedException {
            ParentWatch.start(System.in, Duration.ofMillis(500));
            if (args.length > 0) {
                Runtime.getRuntime().addShutdownHook(new Thread(Sleeper::hang));
            }
            Thread.currentThread().join();
        }

        private static void hang() {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void endsTheProcessWhenItsInputEnds() throws Exception {
        Process child = start();
        assertThat(child.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
        child.getOutputStream().close();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
    }

    @Test
    void cutsShortAShutdownThatHangs() throws Exception {
        Process child = start("hang");
        child.getOutputStream().close();
        assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isOne();
    }

    private static Process start(String... args) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command =
                new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path"), Sleeper.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
