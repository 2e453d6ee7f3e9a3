package io.lamplight.edge.in;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GenerationsTest {
    private long now = 1000;

    @Test
    void keepsTheFirstValueForItsTimeWhateverTheKey() {
        Generations<Long> generations = new Generations<>(32_000, 300_000, () -> now);
        Map<Long, Long> expected = new HashMap<>();
        Random random = new Random(4711);
        for (long value = 0; value < 20_000; value++) {
            long key = random.nextBoolean() ? random.nextLong() : random.nextInt(2000) - 1000;
            assertThat(generations.putIfAbsent(key, value)).isEqualTo(expected.putIfAbsent(key, value));
        }
        assertThat(generations.size()).isEqualTo(expected.size());

        now += 16_000;
        expected.forEach(
                (key, value) -> assertThat(generations.putIfAbsent(key, -1L)).isEqualTo(value));
        now += 16_000;
        assertThat(generations.putIfAbsent(0L, -1L)).isEqualTo(expected.get(0L));
        now += 16_000;
        assertThat(generations.putIfAbsent(0L, -1L)).isNull();
    }

    @Test
    void forgetsTheOldestWhenFull() {
        Generations<Long> generations = new Generations<>(32_000, 300, () -> now);
        for (long key = 0; key < 10_000; key++) {
            generations.putIfAbsent(key, key);
            assertThat(generations.size()).isLessThanOrEqualTo(301);
        }
        assertThat(generations.putIfAbsent(9_900L, -1L)).isEqualTo(9_900L);
        assertThat(generations.putIfAbsent(9_000L, -1L)).isNull();
    }
}
