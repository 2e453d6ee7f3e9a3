/** Ids and messages: what edges and presence user agents need to know of a presentity. */
package io.lamplight.presence.api;
