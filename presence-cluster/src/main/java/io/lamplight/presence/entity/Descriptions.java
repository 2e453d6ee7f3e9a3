package io.lamplight.presence.entity;

import io.lamplight.presence.api.Aor;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.api.PresentityCommand;
import io.lamplight.presence.spi.EventPackages;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The state as the admin API shows it. */
final class Descriptions {
    private Descriptions() {}

    static PresentityCommand.Description of(
            Aor resource, PresentityState state, Composer composer, EventPackages packages, long now) {
        return new PresentityCommand.Description(
                resource,
                packages.all().stream()
                        .map(p -> p.pack().name())
                        .filter(event -> !state.of(event).isEmpty())
                        .map(event -> describe(event, state.of(event), composer, now))
                        .toList());
    }

    private static PresentityCommand.PackageDescription describe(
            EventName event, PackageState pack, Composer composer, long now) {
        Map<String, String> documents = new TreeMap<>();
        for (MediaType type : composer.pack(event).notifyTypes()) {
            documents.put(type.value(), text(composer.steady(event, pack, Form.common(type), now)));
        }
        return new PresentityCommand.PackageDescription(
                event,
                pack.publications().stream().map(Descriptions::describe).toList(),
                pack.subscriptions().values().stream()
                        .map(s -> describe(s, pack.cseq(s)))
                        .toList(),
                documents);
    }

    private static PresentityCommand.PublicationDescription describe(StoredPublication publication) {
        return new PresentityCommand.PublicationDescription(
                publication.id(),
                publication.etag(),
                publication.contentType(),
                publication.body().utf8(),
                Instant.ofEpochMilli(publication.publishedAt()),
                Instant.ofEpochMilli(publication.expiresAt()));
    }

    private static PresentityCommand.SubscriptionDescription describe(Subscription subscription, long cseq) {
        return new PresentityCommand.SubscriptionDescription(
                subscription.dialog(),
                subscription.eventId(),
                NotifyPlanner.ACTIVE,
                subscription.accept(),
                subscription.lens(),
                Instant.ofEpochMilli(subscription.expiresAt()),
                cseq);
    }

    private static String text(NotifyContent content) {
        byte[] body = content.body().array();
        int at = content.versionAt();
        if (at == NotifyContent.NO_VERSION) {
            return content.body().utf8();
        }
        return new String(body, 0, at, StandardCharsets.UTF_8)
                + '0'
                + new String(body, at, body.length - at, StandardCharsets.UTF_8);
    }
}
