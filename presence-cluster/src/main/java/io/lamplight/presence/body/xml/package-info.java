/** XML for all wire formats: one hardened reader, one element tree, one writer. */
package io.lamplight.presence.body.xml;
