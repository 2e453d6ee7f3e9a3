package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecoveriesTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Recoveries recoveries = new Recoveries(nanos::get);

    @Test
    void handsOverOnce() {
        recoveries.put("alice", Recovered.NOTHING);
        assertThat(recoveries.take("alice")).isSameAs(Recovered.NOTHING);
        assertThat(recoveries.take("alice")).isNull();
    }

    @Test
    void doesNotHandOverWhatLayTooLong() {
        recoveries.put("alice", Recovered.NOTHING);
        nanos.addAndGet(Recoveries.LIFE.toNanos() + 1);
        assertThat(recoveries.take("alice")).isNull();
    }

    @Test
    void makesRoomForTheNewest() {
        for (int i = 0; i <= Recoveries.CAPACITY; i++) {
            recoveries.put("entity" + i, Recovered.NOTHING);
        }
        assertThat(recoveries.take("entity0")).isNull();
        assertThat(recoveries.take("entity1")).isNotNull();
        assertThat(recoveries.take("entity" + Recoveries.CAPACITY)).isNotNull();
    }

    @Test
    void keepsTheNewestOfAnEntity() {
        recoveries.put("alice", Recovered.NOTHING);
        nanos.addAndGet(Recoveries.LIFE.toNanos());
        recoveries.put("alice", Recovered.NOTHING);
        nanos.addAndGet(Recoveries.LIFE.toNanos());
        assertThat(recoveries.take("alice")).isNotNull();
    }
}
