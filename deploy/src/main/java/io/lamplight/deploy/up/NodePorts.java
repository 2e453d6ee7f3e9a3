package io.lamplight.deploy.up;

import java.util.List;
import java.util.stream.IntStream;

/** Where one node listens, all on 127.0.0.1. */
public record NodePorts(int number, int sip, int admin, int remoting) {
    static final String HOST = "127.0.0.1";

    private static final int STEP = 10;

    /** Node k is ten ports above node k-1. */
    static List<NodePorts> row(int nodes, int sip, int admin, int remoting) {
        return IntStream.range(0, nodes)
                .mapToObj(k -> new NodePorts(k + 1, sip + STEP * k, admin + STEP * k, remoting + STEP * k))
                .toList();
    }

    public String name() {
        return "node-" + number;
    }

    public String adminUrl() {
        return "http://" + HOST + ":" + admin + "/";
    }

    String seedAddress() {
        return "pekko://lamplight@" + HOST + ":" + remoting;
    }

    List<Ports.Wanted> wanted() {
        String owner = "node " + number;
        return List.of(
                new Ports.Wanted(sip, Ports.Transport.UDP, "SIP", owner, "--sip-port"),
                new Ports.Wanted(sip, Ports.Transport.TCP, "SIP", owner, "--sip-port"),
                new Ports.Wanted(admin, Ports.Transport.TCP, "admin HTTP", owner, "--admin-port"),
                new Ports.Wanted(remoting, Ports.Transport.TCP, "remoting", owner, "--remoting-port"));
    }

    @Override
    public String toString() {
        return "node " + number + "  SIP " + HOST + ":" + sip + " (udp, tcp)  admin " + adminUrl() + "  remoting "
                + HOST + ":" + remoting;
    }
}
