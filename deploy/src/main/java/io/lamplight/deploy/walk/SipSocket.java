package io.lamplight.deploy.walk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** A UDP socket of a phone: sends octets, and hands each message that comes to its owner. */
public final class SipSocket implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 65_535;

    /** What a response repeats (RFC 3261 §8.2.6.2). */
    private static final Set<String> ECHOED = Set.of("via", "from", "to", "call-id", "cseq");

    /** Runs on the receiving thread. */
    public interface Receiver {
        void received(SipMessage message, InetSocketAddress from) throws IOException;
    }

    private final DatagramSocket socket;

    /** Takes a free port of {@code host}; nothing is received yet. */
    public SipSocket(String host) throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), 0));
    }

    /** For many phones on one socket, which are notified all at once. */
    public void setReceiveBuffer(int octets) throws SocketException {
        socket.setReceiveBufferSize(octets);
    }

    /** From now on until the socket is closed, in a thread of its own. */
    public void start(String threadName, Receiver receiver) {
        var thread = new Thread(() -> receive(receiver), threadName);
        thread.setDaemon(true);
        thread.start();
    }

    public String address() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    /**
     * A whole request.
     *
     * @param text without Via, Max-Forwards, Content-Length and the empty line that ends its head
     */
    public byte[] request(String text, String branch, String body) {
        int line = text.indexOf("\r\n") + 2;
        String message = text.substring(0, line)
                + "Via: SIP/2.0/UDP " + address() + ";branch=" + branch + ";rport\r\n"
                + "Max-Forwards: 70\r\n"
                + text.substring(line)
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n"
                + body;
        return message.getBytes(StandardCharsets.UTF_8);
    }

    /** A response without body to {@code request}; {@code status} as in {@code 200 OK}. */
    public static byte[] response(SipMessage request, String status) {
        var out = new StringBuilder("SIP/2.0 " + status + "\r\n");
        for (SipMessage.Header header : request.headers()) {
            if (ECHOED.contains(header.name().toLowerCase(Locale.ROOT))) {
                out.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
        }
        return out.append("Content-Length: 0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    public void send(byte[] octets, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(octets, octets.length, to));
    }

    @Override
    public void close() {
        socket.close();
    }

    private void receive(Receiver receiver) {
        byte[] buffer = new byte[LARGEST_DATAGRAM];
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                receiver.received(SipMessage.parse(packet.getData(), packet.getLength()), (InetSocketAddress)
                        packet.getSocketAddress());
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
