package io.lamplight.edge.transport;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** One listening socket and what is sent from it. Safe for all threads. */
public interface SipTransport {
    /** In lower case, as in a flow. */
    String name();

    /** In upper case, as in a Via. */
    String viaName();

    /** Whether messages go by connections; then nothing is to be sent again by the transaction layer. */
    boolean reliable();

    /** Whether TLS is under it. */
    boolean secure();

    /** Whether it can reach peers that have not come to it first. */
    boolean reaches();

    InetSocketAddress local();

    /** {@code host:port} by which peers reach us: for Via. */
    String sentBy();

    /**
     * {@code host:port} by which peers reach us, with the transport parameter: for Contact.
     *
     * @param sips whether the scheme is {@code sips}, which says more than a parameter could
     */
    String contact(boolean sips);

    /** What a flow calls the way to that peer, behind its address: the connection; empty if the address says all. */
    String way(InetSocketAddress remote);

    /** Whether a connection to that very address is open or opening; always false without connections. */
    boolean isConnected(InetSocketAddress remote);

    /**
     * Sends without waiting, over the connection to {@code to} if there is one, else a new one.
     *
     * @param message whose first {@code length} octets are sent; it is the caller's again afterwards
     * @param failed run at most once, on any thread, when it is certain that the message did not leave
     */
    void send(byte[] message, int length, InetSocketAddress to, Runnable failed);

    boolean isListening();

    CompletionStage<Void> close();
}
