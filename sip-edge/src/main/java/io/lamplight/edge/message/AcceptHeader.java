package io.lamplight.edge.message;

import gov.nist.javax.sip.header.Accept;
import gov.nist.javax.sip.header.AcceptList;
import gov.nist.javax.sip.parser.AcceptParser;
import io.lamplight.presence.api.MediaType;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The media ranges that a watcher takes (RFC 3261 §20.1). */
public final class AcceptHeader {
    private record Range(String type, String subtype, float quality) {
        /** How exactly it names {@code media}, or -1 if it does not. */
        int fit(MediaType media) {
            String name = media.value();
            int slash = name.indexOf('/');
            if (type.equals("*")) {
                return 0;
            }
            if (!name.substring(0, slash).equalsIgnoreCase(type)) {
                return -1;
            }
            if (subtype.equals("*")) {
                return 1;
            }
            return name.substring(slash + 1).equalsIgnoreCase(subtype) ? 2 : -1;
        }
    }

    private final List<Range> ranges;

    private AcceptHeader(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** Null if malformed. */
    public static AcceptHeader parse(List<String> values) {
        List<Range> ranges = new ArrayList<>(4);
        for (String element : Grammar.elements(values)) {
            try {
                AcceptList list = (AcceptList) new AcceptParser("Accept: " + element + '\n').parse();
                Accept accept = (Accept) list.getFirst();
                if (list.size() != 1 || accept.getContentType() == null) {
                    return null;
                }
                float quality = accept.hasQValue() ? accept.getQValue() : 1;
                ranges.add(new Range(accept.getContentType(), accept.getContentSubType(), quality));
            } catch (ParseException | RuntimeException e) {
                return null;
            }
        }
        return new AcceptHeader(ranges);
    }

    /** The best of {@code offered}, the earlier one when two are liked the same; empty if none is taken. */
    public Optional<MediaType> choose(List<MediaType> offered) {
        MediaType best = null;
        float bestQuality = 0;
        for (MediaType media : offered) {
            float quality = quality(media);
            if (quality > bestQuality) {
                best = media;
                bestQuality = quality;
            }
        }
        return Optional.ofNullable(best);
    }

    private float quality(MediaType media) {
        int closest = -1;
        float quality = 0;
        for (Range range : ranges) {
            int fit = range.fit(media);
            if (fit > closest) {
                closest = fit;
                quality = range.quality();
            }
        }
        return quality;
    }
}
