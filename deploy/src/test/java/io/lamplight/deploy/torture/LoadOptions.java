package io.lamplight.deploy.torture;

import java.net.InetSocketAddress;
import java.util.List;
import picocli.CommandLine.Option;

/** Which {@code lamplight up} is put under load, and how much. */
final class LoadOptions {
    @Option(names = "--up", required = true, description = "Process id of `lamplight up`.")
    private long up;

    @Option(names = "--sip-port", defaultValue = "5060")
    private int sipPort;

    @Option(names = "--admin-port", defaultValue = "8558")
    private int adminPort;

    @Option(names = "--presentities", defaultValue = "200")
    private int presentities;

    @Option(names = "--watchers", defaultValue = "3", description = "Of each presentity.")
    private int watchers;

    @Option(names = "--rate", defaultValue = "150", description = "Publications a second.")
    private double rate;

    UpVictim victim() {
        return new UpVictim(up, adminPort);
    }

    /** {@code name} keeps the resources of one run from those of another. */
    Load load(Ledger ledger, String name) throws Exception {
        var server = new InetSocketAddress("127.0.0.1", sipPort);
        return new Load(ledger, () -> List.of(server), name + "-" + up, presentities, watchers);
    }

    double rate() {
        return rate;
    }
}
