package io.lamplight.presence.entity;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.MediaType;

/**
 * A live publication.
 *
 * @param transaction of the PUBLISH that made {@code etag}, so that its retransmission gets the same answer
 */
record StoredPublication(
        String id, String etag, MediaType contentType, Bytes body, long publishedAt, long expiresAt, long transaction) {

    StoredPublication refreshed(PresentityEvent.PublicationRefreshed event) {
        return new StoredPublication(
                id, event.etag(), contentType, body, publishedAt, event.expiresAt(), event.transaction());
    }
}
