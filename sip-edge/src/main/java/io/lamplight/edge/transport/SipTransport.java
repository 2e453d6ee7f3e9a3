package io.lamplight.edge.transport;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** One listening socket and what is sent from it. Safe for all threads. */
public interface SipTransport {
    /** In lower case, as in a flow and a URI's transport parameter. */
    String name();

    /** In upper case, as in a Via. */
    String viaName();

    /** Whether nothing is to be sent again by the transaction layer. */
    boolean reliable();

    InetSocketAddress local();

    /** {@code host:port} by which peers reach us: for Via and Contact. */
    String sentBy();

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
