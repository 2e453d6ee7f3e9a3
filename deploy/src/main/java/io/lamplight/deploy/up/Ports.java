package io.lamplight.deploy.up;

import io.lamplight.deploy.CannotStart;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks for every port before anything is started, so that a conflict is one line and not a node that half runs. */
final class Ports {
    private static final int CONNECT_TIMEOUT_MILLIS = 1000;

    private Ports() {}

    enum Transport {
        UDP,
        TCP
    }

    /** A port that will be needed: what for, by whom, and the option that moves it. */
    record Wanted(int port, Transport transport, String purpose, String owner, String option) {
        @Override
        public String toString() {
            return "port " + port + " (" + purpose + ", " + (transport == Transport.UDP ? "udp" : "tcp") + ") of "
                    + owner;
        }

        private String place() {
            return transport + "/" + port;
        }
    }

    /** @throws CannotStart when one is taken, or wanted twice */
    static void requireFree(List<Wanted> all) {
        Map<String, Wanted> seen = new HashMap<>();
        for (Wanted wanted : all) {
            if (wanted.port() > 65535) {
                throw new CannotStart(wanted + " is beyond 65535; choose another with " + wanted.option());
            }
            Wanted other = seen.put(wanted.place(), wanted);
            if (other != null) {
                throw new CannotStart(wanted + " is also wanted for " + other.purpose() + " of " + other.owner()
                        + "; choose another with "
                        + wanted.option());
            }
        }
        for (Wanted wanted : all) {
            if (!isFree(wanted)) {
                throw new CannotStart(wanted + " is in use; choose another with " + wanted.option());
            }
        }
    }

    private static boolean isFree(Wanted wanted) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted.port());
        return wanted.transport() == Transport.UDP ? isFreeUdp(address) : isFreeTcp(address);
    }

    private static boolean isFreeUdp(InetSocketAddress address) {
        try (DatagramSocket socket = new DatagramSocket(address)) {
            return socket.isBound();
        } catch (SocketException e) {
            return false;
        }
    }

    private static boolean isFreeTcp(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            // A port that was served a moment ago is free, whatever its old connections still wait for.
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean accepts(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
