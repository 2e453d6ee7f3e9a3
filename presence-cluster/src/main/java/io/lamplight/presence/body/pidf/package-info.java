/**
 * Presence documents: PIDF (RFC 3863) by the data model of RFC 4479, with RPID (RFC 4480), timed status (RFC 4481) and
 * CIPID (RFC 4482) as the elements they are.
 */
package io.lamplight.presence.body.pidf;
