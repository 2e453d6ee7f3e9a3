package io.lamplight.presence.packages.presence;

import io.lamplight.presence.body.pidf.PidfDocument.Basic;
import io.lamplight.presence.body.pidf.PidfDocument.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the services say together. The first tuple is the default one, for phones with one lamp look no further: it is
 * open if any service is (COMP-05). Where the sources of the highest rank that speak of it are closed all over, the user
 * has said so, and no lower one opens a service (COMP-06).
 */
final class Availability {
    private final List<Service> services = new ArrayList<>();

    private record Service(Tuple tuple, int rank) {
        boolean is(Basic basic) {
            return tuple.basic().equals(Optional.of(basic));
        }
    }

    void add(Tuple tuple, Source source) {
        services.add(new Service(tuple, source.rank()));
    }

    List<Tuple> tuples() {
        int highest = services.stream()
                .filter(service -> service.tuple().basic().isPresent())
                .mapToInt(Service::rank)
                .max()
                .orElse(0);
        boolean closed = services.stream().noneMatch(service -> service.rank() == highest && service.is(Basic.OPEN));
        return services.stream()
                .map(service -> closed && service.is(Basic.OPEN) ? closed(service) : service)
                .sorted(Comparator.comparing(service -> !service.is(Basic.OPEN)))
                .map(Service::tuple)
                .toList();
    }

    private static Service closed(Service service) {
        return new Service(service.tuple().withBasic(Basic.CLOSED), service.rank());
    }
}
