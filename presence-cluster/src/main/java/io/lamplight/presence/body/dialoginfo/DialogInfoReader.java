package io.lamplight.presence.body.dialoginfo;

import io.lamplight.presence.body.dialoginfo.DialogInfo.Dialog;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Direction;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Identity;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Parameter;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Participant;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Replaces;
import io.lamplight.presence.body.dialoginfo.DialogInfo.SessionDescription;
import io.lamplight.presence.body.dialoginfo.DialogInfo.State;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Status;
import io.lamplight.presence.body.dialoginfo.DialogInfo.Target;
import io.lamplight.presence.body.xml.SafeXml;
import io.lamplight.presence.body.xml.XmlAttribute;
import io.lamplight.presence.body.xml.XmlElement;
import io.lamplight.presence.body.xml.XmlFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads dialog-info as the schema of RFC 4235 section 4.4 has it, whatever the order of children. */
public final class DialogInfoReader {
    private static final String NS = DialogInfo.NAMESPACE;
    private static final Set<String> EVENTS =
            Set.of("cancelled", "rejected", "replaced", "local-bye", "remote-bye", "error", "timeout");
    private static final Set<String> DIALOG_ATTRIBUTES =
            Set.of("id", "call-id", "local-tag", "remote-tag", "direction");
    private static final Set<String> DIALOG_CHILDREN =
            Set.of("state", "duration", "replaces", "referred-by", "route-set", "local", "remote");
    private static final Set<String> PARTICIPANT_CHILDREN = Set.of("identity", "target", "session-description", "cseq");

    private DialogInfoReader() {}

    public static DialogInfo read(byte[] octets) throws XmlFault {
        XmlElement root = SafeXml.parse(octets);
        if (!root.is(NS, "dialog-info")) {
            throw XmlFault.malformed("the root is not a dialog-info element");
        }
        boolean full = switch (required(root, "state")) {
            case "full" -> true;
            case "partial" -> false;
            default -> throw XmlFault.malformed("state of dialog-info is neither full nor partial");
        };
        long version = number(required(root, "version"), "version");
        List<Dialog> dialogs = new ArrayList<>(1);
        List<XmlElement> extensions = new ArrayList<>(0);
        Set<String> ids = new HashSet<>();
        for (XmlElement child : root.children()) {
            if (!child.is(NS, "dialog")) {
                extensions.add(child);
                continue;
            }
            Dialog dialog = dialog(child);
            if (!ids.add(dialog.id())) {
                throw XmlFault.malformed("two dialogs with one id");
            }
            dialogs.add(dialog);
        }
        return new DialogInfo(version, full, required(root, "entity"), dialogs, extensions);
    }

    private static Dialog dialog(XmlElement element) throws XmlFault {
        List<XmlElement> extensions = new ArrayList<>(0);
        Map<String, XmlElement> known = known(element, DIALOG_CHILDREN, extensions);
        return new Dialog(
                required(element, "id"),
                present(element, "call-id"),
                present(element, "local-tag"),
                present(element, "remote-tag"),
                direction(element),
                otherAttributes(element),
                status(known.get("state")),
                optionalNumber(known.get("duration")),
                replaces(known.get("replaces")),
                identity(known.get("referred-by")),
                routeSet(known.get("route-set")),
                participant(known.get("local")),
                participant(known.get("remote")),
                extensions);
    }

    /** The children RFC 4235 knows, each there once at most; the others go to {@code rest}. */
    private static Map<String, XmlElement> known(XmlElement element, Set<String> names, List<XmlElement> rest)
            throws XmlFault {
        Map<String, XmlElement> known = new HashMap<>();
        for (XmlElement child : element.children()) {
            if (!child.namespace().equals(NS) || !names.contains(child.name())) {
                rest.add(child);
            } else if (known.put(child.name(), child) != null) {
                throw XmlFault.malformed("two elements " + child.name() + " where one is allowed");
            }
        }
        return known;
    }

    private static Status status(XmlElement element) throws XmlFault {
        if (element == null) {
            throw XmlFault.malformed("dialog without state");
        }
        State state = switch (element.text().strip()) {
            case "trying" -> State.TRYING;
            case "proceeding" -> State.PROCEEDING;
            case "early" -> State.EARLY;
            case "confirmed" -> State.CONFIRMED;
            case "terminated" -> State.TERMINATED;
            default -> throw XmlFault.malformed("unknown dialog state");
        };
        Optional<String> event = present(element, "event");
        if (event.isPresent() && !EVENTS.contains(event.get())) {
            throw XmlFault.malformed("unknown event of a dialog state");
        }
        Optional<String> code = present(element, "code");
        if (code.isEmpty()) {
            return new Status(state, event, Optional.empty());
        }
        long value = number(code.get(), "code");
        if (value < 100 || value > 699) {
            throw XmlFault.malformed("code of a dialog state is no response code");
        }
        return new Status(state, event, Optional.of((int) value));
    }

    private static Optional<Direction> direction(XmlElement element) throws XmlFault {
        Optional<String> text = present(element, "direction");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.get()) {
            case "initiator" -> Optional.of(Direction.INITIATOR);
            case "recipient" -> Optional.of(Direction.RECIPIENT);
            default -> throw XmlFault.malformed("unknown direction of a dialog");
        };
    }

    private static List<XmlAttribute> otherAttributes(XmlElement element) {
        return element.attributes().stream()
                .filter(attribute -> !attribute.namespace().isEmpty() || !DIALOG_ATTRIBUTES.contains(attribute.name()))
                .toList();
    }

    private static Optional<Replaces> replaces(XmlElement element) throws XmlFault {
        return element == null
                ? Optional.empty()
                : Optional.of(new Replaces(
                        required(element, "call-id"), required(element, "local-tag"), required(element, "remote-tag")));
    }

    private static Optional<Identity> identity(XmlElement element) {
        return element == null
                ? Optional.empty()
                : Optional.of(new Identity(element.text().strip(), element.attribute("display")));
    }

    private static List<String> routeSet(XmlElement element) {
        return element == null
                ? List.of()
                : element.children().stream()
                        .filter(hop -> hop.is(NS, "hop"))
                        .map(hop -> hop.text().strip())
                        .toList();
    }

    private static Optional<Participant> participant(XmlElement element) throws XmlFault {
        if (element == null) {
            return Optional.empty();
        }
        List<XmlElement> extensions = new ArrayList<>(0);
        Map<String, XmlElement> known = known(element, PARTICIPANT_CHILDREN, extensions);
        return Optional.of(new Participant(
                identity(known.get("identity")),
                target(known.get("target")),
                sessionDescription(known.get("session-description")),
                optionalNumber(known.get("cseq")),
                extensions));
    }

    private static Optional<Target> target(XmlElement element) throws XmlFault {
        if (element == null) {
            return Optional.empty();
        }
        List<Parameter> parameters = new ArrayList<>(0);
        for (XmlElement child : element.children()) {
            if (child.is(NS, "param")) {
                parameters.add(new Parameter(
                        required(child, "pname"), child.attribute("pval").orElse("")));
            }
        }
        return Optional.of(new Target(required(element, "uri"), parameters));
    }

    private static Optional<SessionDescription> sessionDescription(XmlElement element) throws XmlFault {
        return element == null
                ? Optional.empty()
                : Optional.of(new SessionDescription(required(element, "type"), element.text()));
    }

    private static Optional<Long> optionalNumber(XmlElement element) throws XmlFault {
        return element == null ? Optional.empty() : Optional.of(number(element.text(), element.name()));
    }

    private static long number(String text, String name) throws XmlFault {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw XmlFault.malformed(name + " is no number");
        }
        return Long.parseLong(digits);
    }

    /** An empty attribute says no more than none: some phones write {@code remote-tag=""} before they know it. */
    private static Optional<String> present(XmlElement element, String name) {
        return element.attribute(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static String required(XmlElement element, String name) throws XmlFault {
        return present(element, name).orElseThrow(() -> XmlFault.malformed(element.name() + " without " + name));
    }
}
