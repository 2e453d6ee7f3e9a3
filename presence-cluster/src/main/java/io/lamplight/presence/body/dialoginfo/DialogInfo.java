package io.lamplight.presence.body.dialoginfo;

import io.lamplight.presence.body.xml.XmlAttribute;
import io.lamplight.presence.body.xml.XmlElement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One dialog-info document.
 *
 * @param full else the document holds only the dialogs that changed
 * @param extensions children of the root other than dialogs
 */
public record DialogInfo(long version, boolean full, String entity, List<Dialog> dialogs, List<XmlElement> extensions) {
    public static final String NAMESPACE = "urn:ietf:params:xml:ns:dialog-info";

    public DialogInfo {
        dialogs = List.copyOf(dialogs);
        extensions = List.copyOf(extensions);
    }

    public enum Direction {
        INITIATOR,
        RECIPIENT;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The states of RFC 4235 section 3.7.1, from the least to the most that can be said of a call. */
    public enum State {
        TRYING,
        PROCEEDING,
        EARLY,
        CONFIRMED,
        TERMINATED;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A state and how the dialog came into it.
     *
     * @param event as {@code cancelled} or {@code local-bye}
     * @param code the response code that did it
     */
    public record Status(State state, Optional<String> event, Optional<Integer> code) {
        public static Status of(State state) {
            return new Status(state, Optional.empty(), Optional.empty());
        }
    }

    /**
     * One dialog.
     *
     * @param id names the dialog within this document and those that follow it
     * @param duration seconds since the dialog began
     * @param attributes those that RFC 4235 does not know
     * @param extensions children that RFC 4235 does not know
     */
    public record Dialog(
            String id,
            Optional<String> callId,
            Optional<String> localTag,
            Optional<String> remoteTag,
            Optional<Direction> direction,
            List<XmlAttribute> attributes,
            Status status,
            Optional<Long> duration,
            Optional<Replaces> replaces,
            Optional<Identity> referredBy,
            List<String> routeSet,
            Optional<Participant> local,
            Optional<Participant> remote,
            List<XmlElement> extensions) {
        public Dialog {
            attributes = List.copyOf(attributes);
            routeSet = List.copyOf(routeSet);
            extensions = List.copyOf(extensions);
        }

        public boolean isTerminated() {
            return status.state() == State.TERMINATED;
        }

        public Dialog withId(String other) {
            return new Dialog(
                    other,
                    callId,
                    localTag,
                    remoteTag,
                    direction,
                    attributes,
                    status,
                    duration,
                    replaces,
                    referredBy,
                    routeSet,
                    local,
                    remote,
                    extensions);
        }

        public Dialog withStatus(Status other) {
            return new Dialog(
                    id,
                    callId,
                    localTag,
                    remoteTag,
                    direction,
                    attributes,
                    other,
                    duration,
                    replaces,
                    referredBy,
                    routeSet,
                    local,
                    remote,
                    extensions);
        }

        public Dialog withParticipants(Optional<Participant> otherLocal, Optional<Participant> otherRemote) {
            return new Dialog(
                    id,
                    callId,
                    localTag,
                    remoteTag,
                    direction,
                    attributes,
                    status,
                    duration,
                    replaces,
                    referredBy,
                    routeSet,
                    otherLocal,
                    otherRemote,
                    extensions);
        }
    }

    /** The dialog that this one took the place of. */
    public record Replaces(String callId, String localTag, String remoteTag) {}

    /** A URI and the name to show for it. */
    public record Identity(String uri, Optional<String> display) {}

    /** One end of the dialog. */
    public record Participant(
            Optional<Identity> identity,
            Optional<Target> target,
            Optional<SessionDescription> sessionDescription,
            Optional<Long> cseq,
            List<XmlElement> extensions) {
        public Participant {
            extensions = List.copyOf(extensions);
        }

        public Participant withoutSessionDescription() {
            return sessionDescription.isEmpty()
                    ? this
                    : new Participant(identity, target, Optional.empty(), cseq, extensions);
        }
    }

    /** The URI in the Contact of that end, and the parameters of that header field. */
    public record Target(String uri, List<Parameter> parameters) {
        public Target {
            parameters = List.copyOf(parameters);
        }
    }

    /** A header parameter; its value is empty if it has none. */
    public record Parameter(String name, String value) {}

    public record SessionDescription(String type, String content) {}
}
