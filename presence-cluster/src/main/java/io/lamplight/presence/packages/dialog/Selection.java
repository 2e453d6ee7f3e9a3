package io.lamplight.presence.packages.dialog;

import io.lamplight.presence.api.Lens;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Participant;
import io.lamplight.presence.spi.BadParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which dialogs one subscription shows, and how much of them (RFC 4235 section 3.2): all, those that one INVITE of the
 * user made (call-id and to-tag), or exactly one (all three); with session descriptions only where they are asked for.
 */
final class Selection {
    private static final String CALL_ID = "call-id";
    private static final String TO_TAG = "to-tag";
    private static final String FROM_TAG = "from-tag";
    private static final String SESSIONS = "include-session-description";

    static final Set<String> PARAMETERS = Set.of(CALL_ID, TO_TAG, FROM_TAG, SESSIONS);

    private final Map<String, String> wanted;

    private Selection(Map<String, String> wanted) {
        this.wanted = wanted;
    }

    static Selection of(Lens lens) {
        return new Selection(lens.settings());
    }

    /** The parameters themselves, when they say something together. */
    static Lens lens(Map<String, String> parameters) throws BadParameter {
        for (String name : List.of(CALL_ID, TO_TAG, FROM_TAG)) {
            if ("".equals(parameters.get(name))) {
                throw new BadParameter(name + " Without Value");
            }
        }
        if (!parameters.getOrDefault(SESSIONS, "").isEmpty()) {
            throw new BadParameter(SESSIONS + " With A Value");
        }
        if (parameters.containsKey(CALL_ID) && !parameters.containsKey(TO_TAG)) {
            throw new BadParameter(CALL_ID + " Without " + TO_TAG);
        }
        for (String tag : List.of(TO_TAG, FROM_TAG)) {
            if (parameters.containsKey(tag) && !parameters.containsKey(CALL_ID)) {
                throw new BadParameter(tag + " Without " + CALL_ID);
            }
        }
        return new Lens(parameters);
    }

    List<Dialog> of(List<Dialog> dialogs) {
        return dialogs.stream().filter(this::shows).map(this::seen).toList();
    }

    /** The to-tag names the user's own end, the from-tag the other one. */
    private boolean shows(Dialog dialog) {
        return is(CALL_ID, dialog.callId()) && is(TO_TAG, dialog.localTag()) && is(FROM_TAG, dialog.remoteTag());
    }

    private boolean is(String parameter, Optional<String> value) {
        String asked = wanted.get(parameter);
        return asked == null || value.filter(asked::equals).isPresent();
    }

    private Dialog seen(Dialog dialog) {
        return wanted.containsKey(SESSIONS)
                ? dialog
                : dialog.withParticipants(
                        dialog.local().map(Participant::withoutSessionDescription),
                        dialog.remote().map(Participant::withoutSessionDescription));
    }
}
