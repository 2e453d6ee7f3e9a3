/** The {@code presence} event package (RFC 3856). */
package io.lamplight.presence.packages.presence;
