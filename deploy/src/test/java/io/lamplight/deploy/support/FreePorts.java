package io.lamplight.deploy.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody has, for UDP and TCP both. They come from below the range from which the system takes the near ends
 * of outgoing connections, so that none of those slips in between the choice and the use.
 */
public final class FreePorts {
    private static final int FIRST = 12_000;
    private static final int LAST = 31_000;
    private static final int TRIES = 1000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    public static int one() {
        return row(1, 1);
    }

    /** The first of several with that distance. */
    public static synchronized int row(int count, int distance) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            Set<Integer> row = new HashSet<>();
            for (int i = 0; i < count; i++) {
                row.add(first + i * distance);
            }
            if (row.stream().noneMatch(GIVEN::contains) && row.stream().allMatch(FreePorts::isFree)) {
                GIVEN.addAll(row);
                return first;
            }
        }
        throw new IllegalStateException("no free port found");
    }

    private static boolean isFree(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(null)) {
            tcp.bind(address);
            udp.bind(address);
            return true;
        } catch (SocketException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
