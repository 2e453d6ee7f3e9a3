/** What an event package is to the presentity: one interface, and the values it works on. */
package io.lamplight.presence.spi;
