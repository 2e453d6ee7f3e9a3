package io.lamplight.presence.entity;

import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What watchers get at one moment: one document for each form that some of them has. Nobody watching, nothing is
 * rendered.
 */
final class Documents {
    static final Documents NONE = new Documents();

    /** Apart from the others, so that a watcher without a lens costs one look-up and nothing else. */
    private final Map<MediaType, NotifyContent> common = new HashMap<>(4);

    private final Map<Form, NotifyContent> special = new LinkedHashMap<>(0);

    private Documents() {}

    static Documents of(Collection<Subscription> watchers, Function<Form, NotifyContent> document) {
        Documents documents = new Documents();
        Function<MediaType, NotifyContent> plain = type -> document.apply(Form.common(type));
        for (Subscription watcher : watchers) {
            if (watcher.lens().isNone()) {
                documents.common.computeIfAbsent(watcher.accept(), plain);
            } else {
                documents.special.computeIfAbsent(watcher.form(), document);
            }
        }
        return documents;
    }

    /** Other documents for the same forms. */
    Documents again(Function<Form, NotifyContent> document) {
        Documents documents = new Documents();
        common.keySet().forEach(type -> documents.common.put(type, document.apply(Form.common(type))));
        special.keySet().forEach(form -> documents.special.put(form, document.apply(form)));
        return documents;
    }

    /** Those that are not the same as before. */
    Documents changedSince(Documents before) {
        Documents changed = new Documents();
        common.forEach((type, document) -> {
            if (!document.equals(before.common.get(type))) {
                changed.common.put(type, document);
            }
        });
        special.forEach((form, document) -> {
            if (!document.equals(before.special.get(form))) {
                changed.special.put(form, document);
            }
        });
        return changed;
    }

    /** The document for a watcher, or null if there is none for its form. */
    NotifyContent of(Subscription watcher) {
        return watcher.lens().isNone() ? common.get(watcher.accept()) : special.get(watcher.form());
    }

    /** Who gets these, for the journal: empty when it is all that have {@code all}. */
    List<Form> shownTo(Documents all) {
        if (common.size() == all.common.size() && special.size() == all.special.size()) {
            return List.of();
        }
        List<Form> forms = new ArrayList<>(special.keySet());
        common.keySet().forEach(type -> forms.add(Form.common(type)));
        return forms;
    }

    boolean isEmpty() {
        return common.isEmpty() && special.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Documents that && common.equals(that.common) && special.equals(that.special);
    }

    @Override
    public int hashCode() {
        return 31 * common.hashCode() + special.hashCode();
    }
}
