package io.lamplight.edge.rehearsal;

import io.lamplight.edge.transport.Origin;
import io.lamplight.edge.transport.SipTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A transport that leads to the phones of a rehearsal and nowhere else: no socket, no port. */
public final class Stage implements SipTransport {
    private static final int PORT = 5060;

    private final InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
    private final InetSocketAddress phones = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT + 1);
    private final Origin origin = new Origin(this, phones);
    private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();

    /** What the phones send comes from here. */
    Origin origin() {
        return origin;
    }

    /** {@code host:port} of the phones. */
    String phones() {
        return origin.text();
    }

    /** What the edge sent next; null when nothing came in time. */
    byte[] next(long millis) throws InterruptedException {
        return sent.poll(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void send(byte[] message, int length, InetSocketAddress to, Runnable failed) {
        sent.add(Arrays.copyOf(message, length));
    }

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public String viaName() {
        return "UDP";
    }

    @Override
    public boolean reliable() {
        return false;
    }

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public boolean reaches() {
        return true;
    }

    @Override
    public String contact(boolean sips) {
        return sentBy();
    }

    @Override
    public String way(InetSocketAddress remote) {
        return "";
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public String sentBy() {
        return local.getAddress().getHostAddress() + ':' + PORT;
    }

    @Override
    public boolean isConnected(InetSocketAddress remote) {
        return false;
    }

    @Override
    public boolean isListening() {
        return true;
    }

    @Override
    public CompletionStage<Void> close() {
        return CompletableFuture.completedStage(null);
    }
}
