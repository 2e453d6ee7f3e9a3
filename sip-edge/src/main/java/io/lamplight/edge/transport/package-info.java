/** UDP and TCP under one interface; TLS and WebSocket are to come under the same. */
package io.lamplight.edge.transport;
