package io.lamplight.presence.packages.presence;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.body.pidf.PidfDocument;
import io.lamplight.presence.body.pidf.PidfReader;
import io.lamplight.presence.body.pidf.PidfWriter;
import io.lamplight.presence.body.xml.XmlFault;
import io.lamplight.presence.spi.BadBody;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.Expiry;
import io.lamplight.presence.spi.Parsed;
import io.lamplight.presence.spi.View;
import java.util.List;
import java.util.Set;

/** Presence of a user: the publications of all its user agents become one PIDF document. */
public final class PresencePackage implements EventPackage {
    private static final MediaType PIDF = MediaType.of("application", "pidf+xml");

    /** A published document. */
    record Content(PidfDocument document) implements Parsed {}

    @Override
    public EventName name() {
        return new EventName("presence");
    }

    @Override
    public Set<MediaType> publishTypes() {
        return Set.of(PIDF);
    }

    @Override
    public List<MediaType> notifyTypes() {
        return List.of(PIDF);
    }

    @Override
    public Expiry expiry() {
        return new Expiry(60, 3600, 7200);
    }

    @Override
    public Parsed parse(MediaType type, Bytes body) throws BadBody {
        try {
            return new Content(PidfReader.read(body.array()));
        } catch (XmlFault e) {
            throw e.isTooLarge() ? BadBody.tooLarge(e.getMessage()) : BadBody.malformed(e.getMessage());
        }
    }

    @Override
    public NotifyContent render(View view, MediaType type) {
        PidfDocument document = Composition.of(view);
        return NotifyContent.of(PIDF, Bytes.wrap(PidfWriter.write(document)));
    }

    @Override
    public List<Bytes> samples() {
        return List.of(sample("open", "available"), sample("open", "on-the-phone"), sample("closed", "away"));
    }

    private static Bytes sample(String basic, String activity) {
        return Bytes.utf8("""
                <?xml version="1.0" encoding="UTF-8"?>
                <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
                    xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:user@rehearsal.invalid">
                  <tuple id="phone">
                    <status><basic>%s</basic></status>
                    <contact priority="0.8">sip:user@127.0.0.1:5060</contact>
                    <timestamp>2026-01-01T12:00:00Z</timestamp>
                  </tuple>
                  <dm:person id="person">
                    <rpid:activities><rpid:%s/></rpid:activities>
                    <dm:note>%s</dm:note>
                  </dm:person>
                </presence>
                """.formatted(basic, activity, activity));
    }
}
