package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class IncarnationsTest {
    private static final int MORE_THAN_FIT = 600;
    private static final UUID FIRST = new UUID(0, 9);
    private static final UUID SECOND = new UUID(0, 1);

    private final Incarnations incarnations = new Incarnations();

    @Test
    void beginsWithAnEntitysFirstWrite() {
        assertThat(incarnations.of("alice", FIRST, 100).writer()).isEqualTo(new Write.Writer(FIRST, 100));
        assertThat(incarnations.of("alice", FIRST, 200).writer()).isEqualTo(new Write.Writer(FIRST, 100));
    }

    @Test
    void isLaterThanTheOneBeforeEvenWithinAMillisecond() {
        incarnations.of("alice", FIRST, 100);
        assertThat(incarnations.of("alice", SECOND, 100).writer().since()).isEqualTo(101);
    }

    @Test
    void isLaterThanTheOneBeforeEvenIfTheClockWentBack() {
        incarnations.of("alice", FIRST, 100);
        assertThat(incarnations.of("alice", SECOND, 50).writer().since()).isEqualTo(101);
    }

    @Test
    void isEarlierThanAnyOtherWhileTheEntityHasNotWritten() {
        assertThat(incarnations.last("alice").writer().since()).isEqualTo(Long.MIN_VALUE);
        incarnations.of("alice", FIRST, 100);
        incarnations.forget("alice");
        assertThat(incarnations.last("alice").writer().since()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void mayHaveASnapshotInPiecesUntilItWasEmpty() {
        Incarnations.Incarnation first = incarnations.of("alice", FIRST, 100);
        assertThat(first.chunked()).isTrue();
        incarnations.update("alice", first.emptied(7));
        assertThat(incarnations.last("alice").chunked()).isFalse();
        assertThat(incarnations.last("alice").empty()).isTrue();
    }

    @Test
    void remembersWhereItWasEmptyWhenItHoldsSomethingAgain() {
        incarnations.update("alice", incarnations.of("alice", FIRST, 100).emptied(7));
        incarnations.update("alice", incarnations.of("alice", SECOND, 200).filled());
        assertThat(incarnations.last("alice").empty()).isFalse();
        assertThat(incarnations.last("alice").emptiedAt()).isEqualTo(7);
    }

    @Test
    void joinsRangesThatTouchAndNoOthers() {
        var first = new Incarnations.Range(100, 300);
        assertThat(first.extendedBy(new Incarnations.Range(200, 400))).isEqualTo(new Incarnations.Range(100, 400));
        assertThat(first.extendedBy(new Incarnations.Range(301, 400))).isEqualTo(new Incarnations.Range(100, 400));
        assertThat(first.extendedBy(new Incarnations.Range(302, 400))).isEqualTo(new Incarnations.Range(302, 400));
        assertThat(first.extendedBy(new Incarnations.Range(50, 200))).isEqualTo(new Incarnations.Range(50, 200));
        assertThat(Incarnations.Range.NONE.extendedBy(first)).isEqualTo(first);
    }

    @Test
    void countsAsNewAfterManyOthersWrote() {
        incarnations.of("alice", FIRST, 100);
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            incarnations.of("other" + i, FIRST, 150);
        }
        assertThat(incarnations.of("alice", FIRST, 200).writer().since()).isEqualTo(200);
    }
}
