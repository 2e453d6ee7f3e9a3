package io.lamplight.edge.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A user agent with one real socket: a datagram socket, a connection, or one that waits to be connected to. */
public final class Phone implements Closeable {
    private static final int PATIENCE = 10_000;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final int edge;
    private final String transport;
    private final DatagramSocket datagrams;
    private final ServerSocket listener;
    private Socket stream;
    private int cseq;

    private Phone(int edge, String transport, DatagramSocket datagrams, Socket stream, ServerSocket listener) {
        this.edge = edge;
        this.transport = transport;
        this.datagrams = datagrams;
        this.stream = stream;
        this.listener = listener;
    }

    public static Phone udp(int edge) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        socket.setSoTimeout(PATIENCE);
        return new Phone(edge, "UDP", socket, null, null);
    }

    /** From now on only what comes from where it sends to gets through, as behind a NAT. */
    public Phone connected() {
        datagrams.connect(LOOPBACK, edge);
        return this;
    }

    public static Phone tcp(int edge) throws IOException {
        return over(edge, "TCP", new Socket(LOOPBACK, edge));
    }

    /** By TLS, with the handshake done. */
    public static Phone tls(int edge, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(LOOPBACK, edge);
        socket.startHandshake();
        return over(edge, "TLS", socket);
    }

    /** By a socket that is connected already. */
    public static Phone over(int edge, String transport, Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        return new Phone(edge, transport, null, socket, null);
    }

    public static Phone listening(int edge) throws IOException {
        return listening(edge, 0);
    }

    public static Phone listening(int edge, int port) throws IOException {
        return listening(edge, "TCP", new ServerSocket(port, 10, LOOPBACK));
    }

    /** Waits to be connected to at that socket. */
    public static Phone listening(int edge, String transport, ServerSocket listener) {
        return new Phone(edge, transport, null, null, listener);
    }

    public int port() {
        if (datagrams != null) {
            return datagrams.getLocalPort();
        }
        return listener != null ? listener.getLocalPort() : stream.getLocalPort();
    }

    public int next() {
        return ++cseq;
    }

    private String head(String method, String uri, int number) {
        String parameter = datagrams == null ? ";transport=" + transport.toLowerCase(Locale.ROOT) : "";
        return method + ' ' + uri + " SIP/2.0\r\nVia: SIP/2.0/" + transport + " 127.0.0.1:" + port()
                + ";branch=z9hG4bK-" + port() + '-' + number + ";rport\r\nMax-Forwards: 70\r\n"
                + "From: <sip:phone@example.org>;tag=f" + port() + "\r\nTo: <" + uri + ">\r\nCall-ID: c" + port()
                + "\r\nCSeq: " + number + ' ' + method + "\r\nContact: <sip:phone@127.0.0.1:" + port() + parameter
                + ">\r\n";
    }

    public String subscribe(String user, int number, int expires) {
        return head("SUBSCRIBE", "sip:" + user + "@example.org", number) + "Event: presence\r\nExpires: " + expires
                + "\r\nContent-Length: 0\r\n\r\n";
    }

    public String publish(String user, int number, String body) {
        return head("PUBLISH", "sip:" + user + "@example.org", number)
                + "Event: presence\r\nExpires: 600\r\nContent-Type: application/pidf+xml\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    public String options(int number) {
        return head("OPTIONS", "sip:127.0.0.1:" + edge, number) + "Content-Length: 0\r\n\r\n";
    }

    public void answer(String request, String status) throws IOException {
        StringBuilder text = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
        for (String line : request.split("\r\n")) {
            if (line.matches("(Via|From|To|Call-ID|CSeq): .*")) {
                text.append(line).append("\r\n");
            }
        }
        send(text.append("Content-Length: 0\r\n\r\n").toString());
    }

    public void send(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    public void write(byte[] bytes) throws IOException {
        if (datagrams != null) {
            datagrams.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, edge));
        } else {
            stream().getOutputStream().write(bytes);
        }
    }

    private Socket stream() throws IOException {
        if (stream == null) {
            listener.setSoTimeout(PATIENCE);
            stream = listener.accept();
            stream.setSoTimeout(PATIENCE);
        }
        return stream;
    }

    /** Whether a connection waits to be accepted; does not wait itself for long. */
    public boolean isCalled() throws IOException {
        if (stream == null) {
            listener.setSoTimeout(50);
            stream = listener.accept();
            stream.setSoTimeout(PATIENCE);
        }
        return true;
    }

    /** The next message, whole. */
    public String receive() throws IOException {
        if (datagrams != null) {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            datagrams.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int octet = stream().getInputStream().read();
            if (octet < 0) {
                throw new IOException("closed after: " + head);
            }
            bytes.write(octet);
            head = bytes.toString(StandardCharsets.UTF_8);
        }
        int at = head.indexOf("Content-Length: ") + "Content-Length: ".length();
        return head + read(Integer.parseInt(head.substring(at, head.indexOf("\r\n", at))));
    }

    public String read(int length) throws IOException {
        return new String(stream().getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Waits for the other side's end. */
    public boolean isClosed() throws IOException {
        return stream().getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        if (datagrams != null) {
            datagrams.close();
        }
        if (stream != null) {
            stream.close();
        }
        if (listener != null) {
            listener.close();
        }
    }
}
