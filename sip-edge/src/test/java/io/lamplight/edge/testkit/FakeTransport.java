package io.lamplight.edge.testkit;

import io.lamplight.edge.transport.SipTransport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what is sent; refuses where told to. */
public final class FakeTransport implements SipTransport {
    /** One message that went out. */
    public record Sent(String text, InetSocketAddress to) {}

    private final String name;
    private final List<Sent> sent = new ArrayList<>();
    private final Set<InetSocketAddress> connected = new HashSet<>();
    private boolean refusing;

    public FakeTransport(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String viaName() {
        return name.toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public boolean reliable() {
        return !name.equals("udp");
    }

    @Override
    public boolean secure() {
        return name.equals("tls") || name.equals("wss");
    }

    @Override
    public boolean reaches() {
        return !name.startsWith("ws");
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress("127.0.0.1", 5060);
    }

    @Override
    public String sentBy() {
        return "127.0.0.1:5060";
    }

    @Override
    public String contact(boolean sips) {
        return reliable() && !sips ? sentBy() + ";transport=" + name : sentBy();
    }

    @Override
    public String way(InetSocketAddress remote) {
        return connected.contains(remote) ? "c1" : "";
    }

    @Override
    public boolean isConnected(InetSocketAddress remote) {
        return connected.contains(remote);
    }

    @Override
    public void send(byte[] message, int length, InetSocketAddress to, Runnable failed) {
        if (refusing) {
            failed.run();
        } else {
            if (reliable()) {
                connected.add(to);
            }
            sent.add(new Sent(new String(message, 0, length, StandardCharsets.UTF_8), to));
        }
    }

    @Override
    public boolean isListening() {
        return true;
    }

    @Override
    public CompletionStage<Void> close() {
        return CompletableFuture.completedStage(null);
    }

    public void connect(InetSocketAddress remote) {
        connected.add(remote);
    }

    public void disconnect(InetSocketAddress remote) {
        connected.remove(remote);
    }

    public void refuse(boolean all) {
        refusing = all;
    }

    /** What was sent since the last call. */
    public List<Sent> take() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The one message sent since the last call. */
    public Sent one() {
        List<Sent> taken = take();
        if (taken.size() != 1) {
            throw new AssertionError("one message expected, sent were " + taken);
        }
        return taken.get(0);
    }
}
