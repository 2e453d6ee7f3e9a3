package io.lamplight.edge.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One datagram channel: received by its own threads, which also do the work up to the presentity, sent from by whoever has
 * something to say.
 */
public final class UdpTransport implements SipTransport {
    private static final Logger LOG = LoggerFactory.getLogger(UdpTransport.class);
    private static final int MAX_DATAGRAM = 65_535;

    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final String sentBy;
    private final String way;
    private final Inbound inbound;
    private final List<Thread> receivers = new ArrayList<>();

    private UdpTransport(
            DatagramChannel channel, InetSocketAddress local, String sentBy, boolean several, Inbound inbound) {
        this.channel = channel;
        this.local = local;
        this.sentBy = sentBy;
        this.way = several ? HostPort.text(local) : "";
        this.inbound = inbound;
    }

    /**
     * Binds and begins to receive.
     *
     * @param receivers threads; while one works on a datagram the next takes another
     * @param bufferSize octets that the kernel is to hold for us, which it may cut
     * @param several whether flows must tell this socket from others
     */
    public static UdpTransport open(
            InetSocketAddress address,
            Advertised advertised,
            int receivers,
            int bufferSize,
            boolean several,
            Inbound inbound) {
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferSize);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bufferSize);
            channel.bind(address);
            InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
            UdpTransport transport = new UdpTransport(channel, local, advertised.sentBy(local), several, inbound);
            transport.start(receivers);
            return transport;
        } catch (IOException e) {
            closeQuietly(channel);
            throw new CannotListen("udp", address, e);
        }
    }

    private static void closeQuietly(DatagramChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing an unbound socket", e);
            }
        }
    }

    private void start(int count) {
        for (int i = 1; i <= count; i++) {
            Thread thread = new Thread(this::receive, "sip-udp-" + local.getPort() + '-' + i);
            thread.setDaemon(true);
            receivers.add(thread);
        }
        receivers.forEach(Thread::start);
    }

    private void receive() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                InetSocketAddress remote = (InetSocketAddress) channel.receive(buffer);
                buffer.flip();
                byte[] message = new byte[buffer.remaining()];
                buffer.get(message);
                inbound.received(message, new Origin(this, remote), Framing.WHOLE);
            } catch (ClosedChannelException e) {
                LOG.debug("{} is closed", this);
            } catch (IOException | RuntimeException e) {
                LOG.warn("{} cannot receive a datagram", this, e);
            }
        }
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
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public String sentBy() {
        return sentBy;
    }

    @Override
    public String contact(boolean sips) {
        return sentBy;
    }

    @Override
    public String way(InetSocketAddress remote) {
        return way;
    }

    @Override
    public boolean isConnected(InetSocketAddress remote) {
        return false;
    }

    @Override
    public void send(byte[] message, int length, InetSocketAddress to, Runnable failed) {
        try {
            channel.send(ByteBuffer.wrap(message, 0, length), to);
        } catch (IOException | RuntimeException e) {
            // An unresolvable or forbidden address is the peer's fault and no news; the transaction hears of it.
            LOG.debug("{} cannot send to {}: {}", this, to, e.toString());
            failed.run();
        }
    }

    @Override
    public boolean isListening() {
        return channel.isOpen() && receivers.stream().allMatch(Thread::isAlive);
    }

    @Override
    public CompletionStage<Void> close() {
        closeQuietly(channel);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public String toString() {
        return "udp " + HostPort.text(local);
    }
}
