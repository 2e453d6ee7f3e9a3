package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownEntitiesTest {
    private final KnownEntities known = new KnownEntities();

    @Test
    void doesNotDenyAnythingUntilAllWereNamed() {
        assertThat(known.mayExist("alice")).isTrue();
        known.complete();
        assertThat(known.mayExist("alice")).isFalse();
    }

    @Test
    void learnsOfNewOnesAfterAllWereNamed() {
        known.complete();
        known.add("alice");
        assertThat(known.mayExist("alice")).isTrue();
        assertThat(known.mayExist("bob")).isFalse();
    }

    @Test
    void knowsWhatASetKnows() {
        var random = new Random(4);
        Set<String> model = new HashSet<>();
        known.complete();
        for (int i = 0; i < 50_000; i++) {
            String name = "sip:" + random.nextInt(40_000) + "@example.com";
            assertThat(known.mayExist(name)).isEqualTo(model.contains(name));
            if (random.nextBoolean()) {
                known.add(name);
                model.add(name);
            }
        }
    }
}
