package io.lamplight.presence.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DueIndexTest {
    private record Facts(long due, int publications, int subscriptions) {}

    private final DueIndex index = new DueIndex();

    @Test
    void givesTheEarliestFirst() {
        index.put("sip:b@example.com", 20, 0, 0);
        index.put("sip:a@example.com", 10, 0, 0);
        index.put("sip:c@example.com", 30, 0, 0);

        assertThat(index.nextDue()).isEqualTo(10);
        assertThat(index.first()).contains("sip:a@example.com");
        index.postponeFirst(25);
        assertThat(index.first()).contains("sip:b@example.com");
        index.remove("sip:b@example.com");
        assertThat(index.first()).contains("sip:a@example.com");
    }

    @Test
    void hasNothingDueWhenNobodyIsThere() {
        index.put("sip:a@example.com", 10, 1, 1);

        assertThat(index.remove("sip:a@example.com")).isTrue();
        assertThat(index.remove("sip:a@example.com")).isFalse();
        assertThat(index.nextDue()).isEqualTo(Long.MAX_VALUE);
        assertThat(index.first()).isEmpty();
    }

    @Test
    void holdsIdsThatAreNotAscii() {
        index.put("sip:jürgen@example.com", 10, 0, 0);
        index.put("sip:jörgen@example.com", 20, 0, 0);

        assertThat(index.first()).contains("sip:jürgen@example.com");
        assertThat(index.remove("sip:jürgen@example.com")).isTrue();
        assertThat(index.first()).contains("sip:jörgen@example.com");
    }

    @Test
    void doesWhatASimpleMapWouldWhateverTheOrder() {
        var random = new Random(4711);
        Map<String, Facts> model = new HashMap<>();
        // The crowd grows, stays, shrinks to almost nothing and grows again.
        int[] crowds = {50, 3000, 3000, 20, 800};
        for (int crowd : crowds) {
            for (int step = 0; step < 20_000; step++) {
                String id = "sip:user" + random.nextInt(5000) + "@example.com";
                if (random.nextInt(10) == 0 && !model.isEmpty()) {
                    String first = index.first().orElseThrow();
                    Facts old = model.get(first);
                    long later = old.due() + random.nextInt(1000);
                    index.postponeFirst(later);
                    model.put(first, new Facts(later, old.publications(), old.subscriptions()));
                } else if (model.size() < crowd && random.nextInt(4) != 0) {
                    var facts = new Facts(random.nextInt(100_000), random.nextInt(3), random.nextInt(5));
                    index.put(id, facts.due(), facts.publications(), facts.subscriptions());
                    model.put(id, facts);
                } else {
                    assertThat(index.remove(id)).isEqualTo(model.remove(id) != null);
                }
                if (step % 500 == 0) {
                    assertSame(model);
                }
            }
        }
        assertSame(model);
        drain(model);
    }

    @Test
    void needsLessThanAHundredOctetsForAnEntityAtAnySize() {
        for (int i = 0; i < 100_000; i++) {
            index.put("sip:user-" + i + "@sip.example.com", i, 1, 2);
            if (i > 1000 && i % 1000 == 0) {
                assertThat(index.footprint() / index.size()).isLessThan(100);
            }
        }
        assertThat(index.footprint() / index.size()).isLessThan(100);
    }

    @Test
    void growsNoFurtherWhenTheSameOnesComeAndGo() {
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 1000; i++) {
                index.put("sip:user" + i + "@sip.example.com", round, 1, 1);
            }
            for (int i = 0; i < 1000; i += 2) {
                index.remove("sip:user" + i + "@sip.example.com");
            }
        }

        assertThat(index.footprint()).isLessThan(200 * index.size());
        for (int i = 1; i < 1000; i += 2) {
            index.remove("sip:user" + i + "@sip.example.com");
        }
        assertThat(index.footprint()).isLessThan(1000);
    }

    private void assertSame(Map<String, Facts> model) {
        assertThat(index.size()).isEqualTo(model.size());
        assertThat(index.publications())
                .isEqualTo(model.values().stream().mapToInt(Facts::publications).sum());
        assertThat(index.subscriptions())
                .isEqualTo(
                        model.values().stream().mapToInt(Facts::subscriptions).sum());
        assertThat(index.nextDue())
                .isEqualTo(model.values().stream().mapToLong(Facts::due).min().orElse(Long.MAX_VALUE));
        index.first().ifPresent(id -> assertThat(model.get(id).due()).isEqualTo(index.nextDue()));
    }

    private void drain(Map<String, Facts> model) {
        long last = Long.MIN_VALUE;
        while (!model.isEmpty()) {
            assertThat(index.nextDue()).isGreaterThanOrEqualTo(last);
            last = index.nextDue();
            String id = index.first().orElseThrow();
            assertThat(model.remove(id).due()).isEqualTo(last);
            index.remove(id);
        }
        assertSame(model);
    }
}
