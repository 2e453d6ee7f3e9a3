package io.lamplight.deploy.up;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lamplight.deploy.CannotStart;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void namesATakenTcpPortAndTheOptionThatMovesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Ports.requireFree(List.of(tcp(port))))
                    .isInstanceOf(CannotStart.class)
                    .hasMessage("port " + port
                            + " (admin HTTP, tcp) of node 1 is in use; choose another with --admin-port");
        }
    }

    @Test
    void namesATakenUdpPort() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> Ports.requireFree(List.of(sipUdp(port))))
                    .hasMessage("port " + port + " (SIP, udp) of node 1 is in use; choose another with --sip-port");
        }
    }

    @Test
    void refusesAPortThatIsWantedTwice() {
        List<Ports.Wanted> wanted = NodePorts.row(2, 15060, 15070, 15000).stream()
                .flatMap(node -> node.wanted().stream())
                .toList();
        assertThatThrownBy(() -> Ports.requireFree(wanted))
                .hasMessage("port 15070 (SIP, tcp) of node 2 is also wanted for admin HTTP of node 1;"
                        + " choose another with --sip-port");
    }

    @Test
    void refusesAPortBeyondTheLast() {
        assertThatThrownBy(() -> Ports.requireFree(List.of(sipUdp(65536))))
                .hasMessageContaining("is beyond 65535; choose another with --sip-port");
    }

    @Test
    void takesTheSameNumberForUdpAndTcp() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatCode(() -> Ports.requireFree(List.of(sipUdp(port), tcp(port))))
                .doesNotThrowAnyException();
    }

    private static Ports.Wanted tcp(int port) {
        return new Ports.Wanted(port, Ports.Transport.TCP, "admin HTTP", "node 1", "--admin-port");
    }

    private static Ports.Wanted sipUdp(int port) {
        return new Ports.Wanted(port, Ports.Transport.UDP, "SIP", "node 1", "--sip-port");
    }
}
