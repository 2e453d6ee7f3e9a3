package io.lamplight.edge.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
    private final TimerWheel wheel = new TimerWheel(0);
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void looksWhenItIsDue() {
        wheel.add(this::once, 0, 500);

        wheel.turn(450);
        assertThat(looks).hasValue(0);
        wheel.turn(600);
        assertThat(looks).hasValue(1);
    }

    @Test
    void comesAgainAsOftenAsAskedAndStopsThen() {
        wheel.add(now -> looks.incrementAndGet() < 3 ? now + 100 : -1, 0, 100);

        for (long now = 0; now < 2000; now += 50) {
            wheel.turn(now);
        }

        assertThat(looks).hasValue(3);
    }

    @Test
    void looksOnceAtWhatComesBackToTheSlotThatItCameFrom() {
        // Tick 86 of the first turn is looked at as tick 598, and comes again at 600 + 126: the same of 128 slots.
        wheel.add(now -> looks.incrementAndGet() < 5 ? now + 20_000 : -1, 0, 4250);

        wheel.turn(30_000);
        assertThat(looks).hasValue(1);
    }

    private long once(long now) {
        looks.incrementAndGet();
        return -1;
    }
}
