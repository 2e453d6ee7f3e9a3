/** The event-sourced presentity. Knows event packages by their SPI only, and neither XML nor SIP. */
package io.lamplight.presence.entity;
