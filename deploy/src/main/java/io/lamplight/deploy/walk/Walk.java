package io.lamplight.deploy.walk;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./lamplight walk}: one lamp through its whole life against a running server, each NOTIFY printed. */
@Command(
        name = "walk",
        mixinStandardHelpOptions = true,
        description =
                "Takes one lamp through its life against a running server and prints each NOTIFY: subscribe, publish,"
                        + " modify, remove, let expire, unsubscribe. Exit 1 if anything is not as it should be.")
public final class Walk implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String PIDF = "application/pidf+xml";

    @Option(names = "--server", defaultValue = "127.0.0.1:5060", description = "HOST:PORT (${DEFAULT-VALUE}), UDP")
    private String server;

    @Option(names = "--resource", defaultValue = "sip:alice@example.com", description = "whose lamp (${DEFAULT-VALUE})")
    private String resource;

    @Option(
            names = "--expires",
            defaultValue = "60",
            description = "lifetime in seconds of the publication that is left to expire (${DEFAULT-VALUE})")
    private int expires;

    private InetSocketAddress address;
    private SipPeer phone;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Walk()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int colon = server.lastIndexOf(':');
        if (colon < 1 || !server.substring(colon + 1).matches("[0-9]{1,5}")) {
            System.out.println("walk: --server " + server + " is not HOST:PORT");
            return 2;
        }
        address = new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
        try (var peer = new SipPeer("bob", "127.0.0.1")) {
            phone = peer;
            walk();
            System.out.println("walk: all as it should be");
            return 0;
        } catch (Unexpected | TimeoutException e) {
            System.out.println("walk: " + e.getMessage());
            return 1;
        }
    }

    private void walk() throws IOException, InterruptedException, TimeoutException, Unexpected {
        var watcher = new Watcher(phone, resource, "presence", "walk-watcher");
        var publisher = new Publisher(phone, resource, "presence", PIDF, "walk-publisher");

        expect(watcher.subscribe(address, 600, PATIENCE), "SUBSCRIBE");
        expectNotify("active", "closed", "", PATIENCE);

        expect(publisher.publish(address, Publisher.pidf(resource, "open", "here"), 600, PATIENCE), "PUBLISH");
        expectNotify("active", "open", "here", PATIENCE);

        expect(publisher.publish(address, Publisher.pidf(resource, "open", "in a call"), 600, PATIENCE), "modify");
        expectNotify("active", "open", "in a call", PATIENCE);

        expect(publisher.publish(address, "", 0, PATIENCE), "remove");
        expectNotify("active", "closed", "", PATIENCE);

        expect(
                publisher.publish(address, Publisher.pidf(resource, "open", "for a while"), expires, PATIENCE),
                "PUBLISH for " + expires + " s");
        long published = System.nanoTime();
        expectNotify("active", "open", "for a while", PATIENCE);
        expectNotify("active", "closed", "", Duration.ofSeconds(expires).plus(PATIENCE));
        Duration lived = Duration.ofNanos(System.nanoTime() - published);
        if (lived.compareTo(Duration.ofSeconds(expires + 1)) > 0) {
            throw new Unexpected("it expired after " + lived.toMillis() + " ms, which is late");
        }

        expect(watcher.subscribe(address, 0, PATIENCE), "unsubscribe");
        expectNotify("terminated;reason=timeout", "closed", "", PATIENCE);
        SipMessage further = phone.nextNotify(Duration.ofMillis(300));
        if (further != null) {
            throw new Unexpected("a NOTIFY came after the last one: " + further.firstLine());
        }
    }

    private static void expect(SipMessage answer, String request) throws Unexpected {
        System.out.println("> " + request + "  < " + answer.firstLine());
        if (answer.status() != 200) {
            throw new Unexpected(request + " was answered " + answer.firstLine());
        }
    }

    private void expectNotify(String state, String basic, String note, Duration patience)
            throws InterruptedException, Unexpected {
        SipMessage notify = phone.nextNotify(patience);
        if (notify == null) {
            throw new Unexpected("no NOTIFY came in " + patience.toSeconds() + " s");
        }
        System.out.println("  NOTIFY " + notify.get("CSeq").replace(" NOTIFY", "") + "  "
                + notify.get("Subscription-State") + "\n    "
                + notify.body().strip().replace("\n", "\n    "));
        if (!notify.get("Subscription-State").startsWith(state)) {
            throw new Unexpected("expected " + state + ", got " + notify.get("Subscription-State"));
        }
        if (!notify.body().contains("<basic>" + basic + "</basic>")
                || !notify.body().contains(note)) {
            throw new Unexpected("expected " + basic + " " + note);
        }
    }

    private static final class Unexpected extends Exception {
        Unexpected(String message) {
            super(message);
        }
    }
}
