package io.lamplight.presence.entity;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.spi.BadBody;
import io.lamplight.presence.spi.Change;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.Expiry;
import io.lamplight.presence.spi.Parsed;
import io.lamplight.presence.spi.Publication;
import io.lamplight.presence.spi.View;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The smallest package that uses every hook: a publication is a word, the document is all words in order, or those that
 * begin as the watcher wants.
 */
final class WordsPackage implements EventPackage {
    static final EventName NAME = new EventName("words");
    static final MediaType TEXT = new MediaType("text/plain");
    static final MediaType LOUD = new MediaType("text/loud");

    static final String START = "start";

    record Word(String text) implements Parsed {}

    @Override
    public EventName name() {
        return NAME;
    }

    @Override
    public Set<MediaType> publishTypes() {
        return Set.of(TEXT);
    }

    @Override
    public List<MediaType> notifyTypes() {
        return List.of(TEXT, LOUD);
    }

    @Override
    public Expiry expiry() {
        return new Expiry(60, 3600, 7200);
    }

    @Override
    public Parsed parse(MediaType type, Bytes body) throws BadBody {
        String text = body.utf8();
        if (text.contains("!")) {
            throw BadBody.malformed("no shouting");
        }
        return new Word(text);
    }

    @Override
    public Set<String> eventParameters() {
        return Set.of(START);
    }

    @Override
    public Lens lens(Map<String, String> parameters) {
        return new Lens(parameters);
    }

    @Override
    public NotifyContent render(View view, MediaType type) {
        String start = view.lens().settings().getOrDefault(START, "");
        String words = view.publications().stream()
                .filter(p -> !view.marks().contains(word(p)))
                .map(WordsPackage::word)
                .filter(word -> word.startsWith(start))
                .sorted()
                .collect(Collectors.joining(" "));
        String ended = view.change()
                .filter(change -> change.after().isEmpty())
                .flatMap(Change::before)
                .map(WordsPackage::word)
                .filter(word -> word.startsWith(start))
                .map(word -> " -" + word)
                .orElse("");
        String text = words + ended;
        return NotifyContent.of(type, Bytes.utf8(type.equals(LOUD) ? text.toUpperCase(java.util.Locale.ROOT) : text));
    }

    @Override
    public boolean reportsChanges() {
        return true;
    }

    @Override
    public Map<String, Instant> marks(Change change, Instant now) {
        return change.after().isEmpty() ? Map.of(word(change.before().orElseThrow()), now.plusSeconds(32)) : Map.of();
    }

    @Override
    public boolean stillMatters(String mark, List<Publication> live) {
        return live.stream().anyMatch(publication -> word(publication).equals(mark));
    }

    private static String word(Publication publication) {
        return ((Word) publication.content()).text();
    }
}
