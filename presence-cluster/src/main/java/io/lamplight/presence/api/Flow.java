package io.lamplight.presence.api;

/**
 * Where a watcher's last request came from: the edge that took it, the transport ({@code udp}, {@code tcp}, ...) and the
 * source {@code ip:port}. The edge's NOTIFYs leave by it while it lives.
 *
 * @param edge the node address of the edge, as {@link Edges} knows it
 * @param remote with what only that edge understands: by which connection or socket the way back is
 */
public record Flow(String edge, String transport, String remote) {}
