package io.lamplight.presence.api;

import java.util.List;

/**
 * The notifier's half of a subscription's dialog (RFC 3261 §12.1.1), as plain data that any edge can send by.
 *
 * @param localTag our tag; random, so it alone names the subscription in the whole cluster. Empty before we chose one
 * @param localUri the To header's value of the first SUBSCRIBE, without its tag
 * @param remoteUri the From header's value of the first SUBSCRIBE, without its tag
 * @param remoteTarget the URI in the watcher's latest Contact
 * @param routeSet Record-Route values in the order in which our requests list them as Route
 */
public record DialogState(
        String callId,
        String localTag,
        String remoteTag,
        String localUri,
        String remoteUri,
        String remoteTarget,
        List<String> routeSet,
        Flow flow) {
    public DialogState {
        routeSet = List.copyOf(routeSet);
    }

    public DialogState withLocalTag(String tag) {
        return new DialogState(callId, tag, remoteTag, localUri, remoteUri, remoteTarget, routeSet, flow);
    }

    /** RFC 3261 §12.2: a target refresh moves the remote target; the route set stays as first learnt. */
    public DialogState withTarget(String target, Flow newFlow) {
        return new DialogState(callId, localTag, remoteTag, localUri, remoteUri, target, routeSet, newFlow);
    }

    /** Characters in it, about. */
    public int textLength() {
        int length = callId.length() + localUri.length() + remoteUri.length() + remoteTag.length();
        for (String route : routeSet) {
            length += route.length();
        }
        return length + remoteTarget.length();
    }

    public boolean isSameDialog(DialogState other) {
        return callId.equals(other.callId) && localTag.equals(other.localTag) && remoteTag.equals(other.remoteTag);
    }
}
