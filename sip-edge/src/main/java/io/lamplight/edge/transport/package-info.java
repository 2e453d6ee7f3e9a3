/** UDP and all kinds of connections under one interface. */
package io.lamplight.edge.transport;
