package io.lamplight.deploy.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real baresip of one user, without sound, that watches another and may publish itself. It is led by its module
 * ctrl_tcp, which takes and gives JSON as netstrings.
 */
public final class Baresip implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final Program program;
    private final Socket socket;
    private final DataInputStream in;

    private Baresip(Program program, Socket socket) throws IOException {
        this.program = program;
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** It subscribes a second after its start. */
    public static Baresip start(Path folder, String user, String watched, InetSocketAddress server) {
        return start(folder, user, watched, server, "", "");
    }

    /** The same by TLS, if the server shows that certificate. */
    public static Baresip startByTls(
            Path folder, String user, String watched, InetSocketAddress server, TestCertificate certificate) {
        String trust = "sip_cafile %s%nsip_verify_server yes%n"
                .formatted(certificate.chain().toAbsolutePath());
        return start(folder, user, watched, server, ";transport=tls", trust);
    }

    private static Baresip start(
            Path folder, String user, String watched, InetSocketAddress server, String parameter, String more) {
        // The port after the one for UDP and TCP is for TLS, asked for or not.
        int sip = FreePorts.row(2, 1);
        int control = FreePorts.one();
        Path program = Path.of(Program.installed("baresip", "baresip"));
        try {
            Files.writeString(folder.resolve("config"), """
                    module_path %s
                    sip_listen 127.0.0.1:%d
                    ctrl_tcp_listen 127.0.0.1:%d
                    module ctrl_tcp.so
                    module_tmp account.so
                    module_app contact.so
                    module_app menu.so
                    module_app presence.so
                    %s""".formatted(
                            program.resolve("../../lib/baresip/modules").normalize(), sip, control, more));
            Files.writeString(
                    folder.resolve("accounts"),
                    "<sip:%s@example.com%s>;outbound=\"sip:%s:%d%s\";regint=0;pubint=600%n"
                            .formatted(user, parameter, server.getHostString(), server.getPort(), parameter));
            Files.writeString(
                    folder.resolve("contacts"),
                    "\"%s\" <sip:%s@example.com>;presence=p2p%n".formatted(watched, watched));
            Program running = Program.start(
                    folder, "baresip", program.toString(), List.of("-4", "-s", "-v", "-f", folder.toString()));
            return new Baresip(running, connect(running, control));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it shows of the users that it watches: a line for each with Online, Offline, Busy or nothing before the name. */
    public String contacts() {
        return command("contacts").replaceAll("\u001B\\[[0-9;]*m", "");
    }

    public void goOnline() {
        command("presence_online");
    }

    public void goOffline() {
        command("presence_offline");
    }

    /** As TERM does: it takes back what it published, and unsubscribes. */
    public void terminate() {
        program.terminate();
        program.awaitExit(PATIENCE);
    }

    @Override
    public void close() {
        program.close();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket connect(Program program, int port) {
        try {
            return await("ctrl_tcp of baresip")
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(
                            () -> {
                                var socket = new Socket("127.0.0.1", port);
                                socket.setSoTimeout((int) PATIENCE.toMillis());
                                return socket;
                            },
                            Socket::isConnected);
        } catch (RuntimeException e) {
            program.close();
            throw new AssertionError("baresip takes no commands; it said:\n" + program.out(), e);
        }
    }

    private String command(String name) {
        try {
            byte[] octets = json.writeValueAsBytes(json.createObjectNode().put("command", name));
            socket.getOutputStream().write((octets.length + ":").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(octets);
            socket.getOutputStream().write(',');
            JsonNode answer = read();
            while (!answer.path("response").asBoolean()) {
                answer = read();
            }
            if (!answer.path("ok").asBoolean()) {
                throw new AssertionError("baresip refuses " + name + ": " + answer);
            }
            return answer.path("data").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer, or an event that nobody asked for. */
    private JsonNode read() throws IOException {
        int length = 0;
        for (int digit = in.readUnsignedByte(); digit != ':'; digit = in.readUnsignedByte()) {
            length = length * 10 + digit - '0';
        }
        byte[] octets = in.readNBytes(length);
        in.readByte();
        try {
            return json.readTree(octets);
        } catch (JsonProcessingException e) {
            throw new AssertionError("baresip said " + new String(octets, StandardCharsets.UTF_8), e);
        }
    }
}
