/**
 * Presence user agents: what publishes for users, from registrations, calls, shared lines, XMPP and commands. They send a
 * presentity the commands of {@code io.lamplight.presence.api}, build documents with {@code io.lamplight.presence.body},
 * and know neither a SIP stack nor the edge. The module holds their place in the build; none of them is written yet.
 */
package io.lamplight.pua;
