package io.lamplight.deploy.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP way to a server that can lose what the server answers, stand still, or be cut. */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER = 65_536;

    private enum Mode {
        OPEN,
        LOSING_ANSWERS,
        STALLED
    }

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private Mode mode = Mode.OPEN;
    private long lost;

    private TcpProxy(InetSocketAddress server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    public static TcpProxy start(InetSocketAddress server) {
        try {
            TcpProxy proxy = new TcpProxy(
                    new InetSocketAddress(server.getHostString(), server.getPort()),
                    new ServerSocket(0, BUFFER, InetAddress.getLoopbackAddress()));
            proxy.thread("proxy-accept", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved("127.0.0.1", listener.getLocalPort());
    }

    /** The server gets everything and does it; no answer arrives, until {@link #heal}. */
    public void loseAnswers() {
        enter(Mode.LOSING_ANSWERS);
    }

    /** Nothing moves in either direction, until {@link #heal}. */
    public void stall() {
        enter(Mode.STALLED);
    }

    /** Closes all connections; new ones are welcome. */
    public void cut() {
        sockets.forEach(TcpProxy::close);
    }

    /** What was stalled goes on. Connections with holes are of no use any more and end. */
    public void heal() {
        boolean holes = mode() == Mode.LOSING_ANSWERS;
        enter(Mode.OPEN);
        if (holes) {
            cut();
        }
    }

    /** Bytes of answers that did not arrive. */
    public synchronized long lost() {
        return lost;
    }

    private synchronized void enter(Mode next) {
        mode = next;
        notifyAll();
    }

    private synchronized Mode mode() {
        return mode;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket up = new Socket();
                sockets.add(client);
                sockets.add(up);
                try {
                    client.setTcpNoDelay(true);
                    up.setTcpNoDelay(true);
                    up.connect(server);
                    thread("proxy-request", () -> pump(client, up, false));
                    thread("proxy-answer", () -> pump(up, client, true));
                } catch (IOException serverIsDown) {
                    close(client);
                    close(up);
                }
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (mayPass(answers, read)) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException end) {
            // Either side is gone, and so is the connection.
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized boolean mayPass(boolean answers, int bytes) {
        try {
            while (mode == Mode.STALLED) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (answers && mode == Mode.LOSING_ANSWERS) {
            lost += bytes;
            return false;
        }
        return true;
    }

    private void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        heal();
        cut();
    }
}
