package io.lamplight.deploy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A node, as its own process. A start that fails says so in one line on standard error that begins with
 * {@code lamplight: }; {@code lamplight up} and supervisors look for it.
 */
@Command(name = "lamplight-node", description = "Runs one node.", mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    /** Exit code of a wrong configuration, as in sysexits.h: starting again does not help. */
    static final int CONFIG_ERROR = 78;

    private static final int START_ERROR = 1;
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final String LINE_PREFIX = "lamplight: ";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    @Option(names = "--config", paramLabel = "FILE", description = "Settings on top of the defaults (HOCON).")
    private Path config;

    private Main() {}

    public static void main(String[] args) {
        if (Boolean.getBoolean("lamplight.watch-stdin")) {
            ParentWatch.start(System.in, STOP_PATIENCE);
        }
        int code = new CommandLine(new Main()).execute(args);
        if (code != 0) {
            // Not only a return: a node that failed half way has threads that would keep the process.
            System.exit(code);
        }
    }

    @Override
    public Integer call() {
        Config merged;
        try {
            merged = NodeConfig.load(Optional.ofNullable(config));
        } catch (CannotStart | ConfigException e) {
            return fail(e, CONFIG_ERROR);
        }
        // Also sets logging up before several threads want it at once.
        LOG.info("starting, process {}", ProcessHandle.current().pid());
        try {
            Node.start(merged);
            return 0;
        } catch (ConfigException e) {
            return fail(e, CONFIG_ERROR);
        } catch (CannotStart e) {
            return fail(e, START_ERROR);
        } catch (RuntimeException e) {
            // Not foreseen, so the trace helps; the line comes first, for whoever reads only that.
            int code = fail(e, START_ERROR);
            e.printStackTrace();
            return code;
        }
    }

    private static int fail(RuntimeException why, int code) {
        String text = why.getMessage() == null ? why.toString() : why.getMessage();
        sayWhy(text);
        return code;
    }

    static void sayWhy(String text) {
        System.err.println(LINE_PREFIX + CannotStart.oneLine(text));
    }
}
