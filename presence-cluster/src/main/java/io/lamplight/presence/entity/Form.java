package io.lamplight.presence.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;

/** All that a watcher's documents depend on beside the state: watchers of one form get the same ones. */
record Form(
        MediaType type,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Lens lens) {
    Form {
        lens = Lens.orNone(lens);
    }

    static Form common(MediaType type) {
        return new Form(type, Lens.NONE);
    }
}
