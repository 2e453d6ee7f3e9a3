package io.lamplight.edge.out;

import io.lamplight.edge.message.Address;
import io.lamplight.edge.message.Grammar;
import io.lamplight.edge.metrics.EdgeMetrics.Outcome;
import io.lamplight.edge.transport.HostPort;
import io.lamplight.edge.transport.Origin;
import io.lamplight.edge.transport.SipTransport;
import io.lamplight.edge.transport.Transports;
import io.lamplight.presence.api.DialogState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A non-INVITE client transaction (RFC 3261 §17.1.2) that carries one NOTIFY, from the choice of a way to its end. Timer K
 * is not needed: a response that comes again finds no transaction and is dropped.
 */
final class NotifyTransaction implements TimerWheel.Timed {
    static final long T1 = 500;
    static final long T2 = 4000;
    static final long TIMER_F = 64 * T1;

    private static final int NOT_REPORTED = 0;
    private static final int NOT_READING_SECONDS = 15;

    private final Sending sending;
    private final Slot slot;
    private final Due due;
    private final long id;
    private final String branch;
    private final long timeoutAt;
    private final boolean byFlow;

    // All guarded by this.
    /** Of a datagram, to be sent again. */
    private byte[] message;

    /** What has a connection that the response is to come by. */
    private SipTransport stream;

    private boolean reconnected;

    /** No way leads to the watcher any more, unless it comes back by itself. */
    private boolean stranded;

    private SipTransport transport;
    private InetSocketAddress to;
    private long interval = T1;
    private long resendAt = Long.MAX_VALUE;
    private boolean proceeding;
    private boolean done;

    NotifyTransaction(Sending sending, Slot slot, Due due, long id, String branch) {
        this.sending = sending;
        this.slot = slot;
        this.due = due;
        this.id = id;
        this.branch = branch;
        this.timeoutAt = sending.millis().getAsLong() + TIMER_F;
        this.byFlow = isByFlow(due.line().dialog());
    }

    /** A datagram's way back is the watcher's only where no proxy stands in it (TR-02). */
    private static boolean isByFlow(DialogState dialog) {
        return Transports.isWay(dialog.flow())
                && (dialog.routeSet().isEmpty() || !dialog.flow().transport().equals("udp"));
    }

    Slot slot() {
        return slot;
    }

    Due due() {
        return due;
    }

    long id() {
        return id;
    }

    /** False once a SUBSCRIBE has named another remote target or come by another connection (RFC 3261 §12.2). */
    boolean leadsTo(DialogState dialog) {
        DialogState mine = due.line().dialog();
        return mine.remoteTarget().equals(dialog.remoteTarget())
                && (!byFlow || mine.flow().equals(dialog.flow()));
    }

    void begin() {
        long now = sending.millis().getAsLong();
        sending.wheel().add(this, now, now + T1);
        Origin way = byFlow ? sending.transports().way(due.line().dialog().flow()) : null;
        if (way == null) {
            byTarget();
        } else if (way.transport().reliable()) {
            byConnection(way.transport(), way.remote(), () -> flowFailed(way));
        } else {
            byChoice(way.transport(), way.remote());
        }
    }

    /**
     * Whoever has a connection and does not read it is not asked to read another. By the time of the next try it has read,
     * or is gone: a burst must not cost many watchers behind one connection their subscriptions.
     */
    private void flowFailed(Origin way) {
        if (way.transport().isConnected(way.remote())) {
            end(503, NOT_READING_SECONDS, Outcome.UNSENDABLE);
        } else {
            byTarget();
        }
    }

    /** SUB-17: when the flow is gone, the Contact or route may still lead there. */
    private void byTarget() {
        Target target = Target.of(due.line().dialog());
        if (target == null) {
            noWay();
            return;
        }
        InetAddress literal = HostPort.literal(target.host());
        if (literal != null) {
            byAddress(target.transport(), new InetSocketAddress(literal, target.port()));
            return;
        }
        if (!sending.transports().reach(target.transport())) {
            noWay();
            return;
        }
        sending.resolver().apply(target.host()).whenComplete((address, failure) -> {
            if (failure == null) {
                byAddress(target.transport(), new InetSocketAddress(address, target.port()));
            } else {
                unsendable();
            }
        });
    }

    /**
     * TR-03: a watcher to whom only its own connection led may be back by another within 64*T1; its refresh then takes this
     * one's place.
     */
    private void noWay() {
        if (!byFlow) {
            unsendable();
            return;
        }
        synchronized (this) {
            stranded = true;
        }
    }

    private void byAddress(String name, InetSocketAddress address) {
        SipTransport chosen = sending.transports().find(name, address.getAddress());
        if (chosen == null) {
            noWay();
        } else if (chosen.reliable()) {
            byConnection(chosen, address, this::unsendable);
        } else {
            byChoice(chosen, address);
        }
    }

    private void byChoice(SipTransport chosen, InetSocketAddress address) {
        byte[] text = write(chosen, address);
        if (text.length > sending.maxDatagram()) {
            byStream(text, chosen, address);
        } else {
            byDatagram(text, chosen, address);
        }
    }

    /** RFC 3261 §18.1.1: what is too long for a datagram goes by TCP, and if the peer has none, by UDP all the same. */
    private void byStream(byte[] datagram, SipTransport udp, InetSocketAddress address) {
        SipTransport tcp = sending.transports().find("tcp", address.getAddress());
        if (tcp == null || sending.refusals().contains(address) || isTranslated(address)) {
            oversize(datagram, udp, address);
            return;
        }
        byConnection(tcp, address, () -> {
            sending.refusals().add(address);
            oversize(datagram, udp, address);
        });
    }

    /** Where a NAT stands before the watcher, it lets the answers to datagrams in and no connection. */
    private boolean isTranslated(InetSocketAddress address) {
        Target target = byFlow ? Target.of(due.line().dialog()) : null;
        InetAddress literal = target == null ? null : HostPort.literal(target.host());
        return literal != null && !address.equals(new InetSocketAddress(literal, target.port()));
    }

    private void byConnection(SipTransport by, InetSocketAddress address, Runnable failed) {
        synchronized (this) {
            if (done) {
                return;
            }
            stream = by;
            to = address;
        }
        byte[] text = write(by, address);
        by.send(text, text.length, address, () -> {
            synchronized (this) {
                stream = null;
            }
            failed.run();
        });
    }

    private void oversize(byte[] datagram, SipTransport udp, InetSocketAddress address) {
        sending.metrics().oversized();
        byDatagram(datagram, udp, address);
    }

    private void byDatagram(byte[] text, SipTransport udp, InetSocketAddress address) {
        synchronized (this) {
            if (done) {
                return;
            }
            message = text;
            transport = udp;
            to = address;
            resendAt = sending.millis().getAsLong() + T1;
        }
        udp.send(text, text.length, address, this::unsendable);
    }

    private byte[] write(SipTransport by, InetSocketAddress address) {
        String asked = due.line().dialog().flow().transport();
        SipTransport own = asked.equals(by.name()) ? by : sending.transports().find(asked, address.getAddress());
        return NotifyWriter.write(
                due, by, own == null ? by : own, branch, sending.clock().millis());
    }

    private void unsendable() {
        end(503, -1, Outcome.UNSENDABLE);
    }

    void onResponse(int code, int retryAfter, String contact) {
        if (code < 200) {
            synchronized (this) {
                proceeding = true;
            }
        } else if (code < 300) {
            end(code, -1, Outcome.OK);
        } else if (retryAfter < 0 && (code == 401 || code == 407)) {
            // RFC 6665 §4.2.2: a challenge is no failure of the NOTIFY, so it ends no subscription; there are no
            // credentials to answer it with.
            end(NOT_REPORTED, -1, Outcome.CHALLENGED);
        } else if (retryAfter < 0 && code < 400) {
            redirect(code, contact);
        } else {
            end(code, retryAfter, Outcome.FAILED);
        }
    }

    /** RFC 6665 §4.2.2, RFC 3261 §12.2.1.2: a redirection is followed, once; without a place to go to it is a failure. */
    private void redirect(int code, String contact) {
        String target = contact == null || due.redirected() ? null : firstUri(contact);
        if (target == null) {
            end(code, -1, Outcome.FAILED);
        } else if (finish()) {
            sending.metrics().notified(Outcome.REDIRECTED);
            sending.ended().redirected(this, due.redirectedTo(target));
        }
    }

    private static String firstUri(String contact) {
        List<String> places = Grammar.elements(List.of(contact));
        return places.isEmpty() ? null : Address.contactUri(places.get(0));
    }

    /** A fault of ours: the watcher is not to blame. */
    void fault() {
        end(NOT_REPORTED, -1, Outcome.FAULT);
    }

    /** Nobody is interested any more. */
    void forget() {
        finish();
    }

    private void end(int code, int retryAfter, Outcome outcome) {
        if (finish()) {
            sending.metrics().notified(outcome);
            sending.ended().ended(this, code, retryAfter);
        }
    }

    private synchronized boolean finish() {
        boolean first = !done;
        done = true;
        message = null;
        return first;
    }

    /** SUB-17: a connection that breaks before the response is no failure yet; one more way is tried. */
    private void reconnect() {
        if (reconnected) {
            unsendable();
        } else {
            reconnected = true;
            byTarget();
        }
    }

    @Override
    public long tick(long now) {
        byte[] again = null;
        boolean lost;
        boolean lostForGood;
        synchronized (this) {
            if (done) {
                return -1;
            }
            lost = stream != null && !stream.isConnected(to);
            stream = lost ? null : stream;
            lostForGood = stranded;
            if (now < timeoutAt && now >= resendAt) {
                again = message;
                interval = proceeding ? T2 : Math.min(2 * interval, T2);
                // From when it was due, so that the wheel's coarseness does not add up; but not in bursts after a
                // pause.
                resendAt = Math.max(resendAt + interval, now + T1 / 2);
            }
        }
        if (now >= timeoutAt) {
            if (lostForGood) {
                unsendable();
            } else {
                end(408, -1, Outcome.TIMEOUT);
            }
            return -1;
        }
        if (lost) {
            reconnect();
        }
        if (again != null) {
            sending.metrics().retransmitted();
            transport.send(again, again.length, to, this::unsendable);
        }
        // Without a datagram to repeat yet, a look now and then: it may still be one, after a name or a refusal.
        return Math.min(resendAt == Long.MAX_VALUE ? now + T1 : resendAt, timeoutAt);
    }
}
