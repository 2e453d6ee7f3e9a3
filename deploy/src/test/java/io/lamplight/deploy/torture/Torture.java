package io.lamplight.deploy.torture;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The long runs behind {@code deploy/bench/run.sh}; exit 1 if a promise was broken. */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        subcommands = {
            KillCommand.class,
            FaultsCommand.class,
            FailoverCommand.class,
            DueCommand.class,
            SoakCommand.class
        })
public final class Torture {
    private Torture() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Torture()).execute(args));
    }

    /** Prints what was counted and what was broken; the exit code. */
    static int verdict(Ledger ledger) {
        List<String> breaches = ledger.breaches();
        breaches.forEach(breach -> System.out.println("BROKEN " + breach));
        System.out.println(ledger);
        System.out.println(breaches.isEmpty() ? "every promise held" : "promises were broken");
        return breaches.isEmpty() ? 0 : 1;
    }
}
