/** The {@code dialog} event package (RFC 4235). */
package io.lamplight.presence.packages.dialog;
