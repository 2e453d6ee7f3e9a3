package io.lamplight.presence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventChainTest {
    private static final int FORKS = 2000;

    @Test
    void isEmptyWithoutEvents() {
        EventChain chain = EventChain.of(List.of(), null);
        assertThat(chain.events()).isEmpty();
        assertThat(chain.discarded()).isEmpty();
    }

    @Test
    void putsEventsInOrder() {
        assertThat(shown(EventChain.of(rows("3a 1a 2a"), null))).isEqualTo("1a 2a 3a without ");
    }

    @Test
    void followsAnEntityFromIncarnationToIncarnation() {
        assertThat(shown(EventChain.of(rows("1a 2a 3b 4c 5c"), null))).isEqualTo("1a 2a 3b 4c 5c without ");
    }

    @Test
    void leavesOutAWriteThatCameUpAfterALaterIncarnationHadWritten() {
        assertThat(shown(EventChain.of(rows("1a 2a 3a 3b"), null))).isEqualTo("1a 2a 3b without 3a");
    }

    @Test
    void leavesOutTheWholeBranchOfTheEarlierIncarnation() {
        assertThat(shown(EventChain.of(rows("1a 2a 2b 3a 3b 4a 5a"), null))).isEqualTo("1a 2b 3b without 2a 3a 4a 5a");
    }

    @Test
    void leavesOutABranchThatIsShorterThanTheLaterOne() {
        assertThat(shown(EventChain.of(rows("1a 2a 2b 3b 4b"), null))).isEqualTo("1a 2b 3b 4b without 2a");
    }

    @Test
    void goesOnFromAForkWithAThirdIncarnation() {
        assertThat(shown(EventChain.of(rows("1a 2a 2b 3a 3c 4a 4c"), null))).isEqualTo("1a 2b 3c 4c without 2a 3a 4a");
    }

    @Test
    void takesTheLatestOfThree() {
        assertThat(shown(EventChain.of(rows("1a 2a 2b 2c 3a 3b"), null))).isEqualTo("1a 2c without 2a 2b 3a 3b");
    }

    @Test
    void takesOneSideWholeIfBothBeganInOneMillisecond() {
        var one = new UUID(0, 7);
        var other = new UUID(0, 8);
        List<EventRow> rows =
                List.of(row(1, one, 5), row(1, other, 5), row(2, one, 5), row(2, other, 5), row(3, one, 5));
        EventChain chain = EventChain.of(rows, null);
        assertThat(chain.events()).extracting(EventRow::writer).containsExactly(other, other);
        assertThat(chain.discarded()).extracting(EventRow::writer).containsOnly(one);
    }

    @Test
    void leavesOutWhatAnEarlierIncarnationWroteAfterTheSnapshot() {
        assertThat(shown(EventChain.of(rows("6a 6b 7a"), rows("5b").get(0)))).isEqualTo("6b without 6a 7a");
    }

    @Test
    void takesAWriterThatCountsAsNewForTheSame() {
        var writer = new UUID(0, 1);
        EventChain chain = EventChain.of(List.of(row(1, writer, 10), row(2, writer, 20), row(3, writer, 10)), null);
        assertThat(chain.events()).hasSize(3);
    }

    @Test
    void findsAGapBetweenEvents() {
        assertThatThrownBy(() -> EventChain.of(rows("1a 2a 4a"), null))
                .isInstanceOf(EventChain.GapException.class)
                .hasMessage("event 3 is missing before 4");
    }

    @Test
    void findsAGapAfterTheSnapshot() {
        assertThatThrownBy(() -> EventChain.of(rows("7a"), rows("5a").get(0)))
                .hasMessage("event 6 is missing before 7");
    }

    @Test
    void findsAGapWhereOnlyAnEarlierIncarnationHasTheEvent() {
        assertThatThrownBy(() -> EventChain.of(rows("1a 2b 3a 4b"), null)).hasMessage("event 3 is missing before 4");
    }

    @Test
    void beginsAfterDeletedEvents() {
        assertThat(shown(EventChain.of(rows("8a 9a"), null))).isEqualTo("8a 9a without ");
    }

    /** Incarnations that each go on from some event of the one before, which may have written more. */
    @Test
    void findsTheLatestBranchOfAnyFork() {
        var random = new Random(3);
        for (int i = 0; i < FORKS; i++) {
            List<EventRow> all = new ArrayList<>();
            List<String> right = new ArrayList<>();
            for (char incarnation = 'a'; incarnation <= 'a' + random.nextInt(5); incarnation++) {
                int from = right.isEmpty() ? 0 : random.nextInt(right.size() + 1);
                right.subList(from, right.size()).clear();
                for (int seq = from + 1; seq <= from + 1 + random.nextInt(4); seq++) {
                    right.add(seq + "" + incarnation);
                }
                all.addAll(rows(String.join(" ", right.subList(from, right.size()))));
            }
            Collections.shuffle(all, random);
            EventChain chain = EventChain.of(all, null);
            assertThat(names(chain.events())).isEqualTo(String.join(" ", right));
            assertThat(chain.discarded()).hasSize(all.size() - right.size());
        }
    }

    @Test
    void recoversFromTheHighestSnapshot() {
        assertThat(EventChain.newest(rows("200b 100a")).seq()).isEqualTo(200);
        assertThat(EventChain.newest(List.of())).isNull();
    }

    @Test
    void passesOverASnapshotOfAnIncarnationThatHadBeenGivenUp() {
        assertThat(EventChain.newest(rows("300a 200b 100a")).seq()).isEqualTo(200);
    }

    @Test
    void takesASnapshotOfUnknownIncarnationForWhatItsNumberSays() {
        EventRow unknown = new EventRow(1, 0, 300, new UUID(0, 0), Long.MIN_VALUE, 0, null, "", 1, 0, 0, 1);
        assertThat(EventChain.newest(List.of(unknown, rows("200b").get(0)))).isEqualTo(unknown);
    }

    @Test
    void takesTheSnapshotThatWasSavedLastAtOneSequenceNumber() {
        EventRow first = new EventRow(1, 0, 300, new UUID(0, 2), 5, 0, null, "", 1, 0, 0, 10);
        EventRow second = new EventRow(1, 0, 300, new UUID(0, 1), 5, 0, null, "", 1, 0, 0, 11);
        assertThat(EventChain.newest(List.of(second, first))).isEqualTo(second);
        assertThat(EventChain.newest(List.of(first, second))).isEqualTo(second);
    }

    @Test
    void takesTheSnapshotOfTheLaterIncarnationThoughTheOtherWasSavedAfterIt() {
        EventRow earlier = new EventRow(1, 0, 300, new UUID(0, 2), 5, 0, null, "", 1, 0, 0, 11);
        EventRow later = new EventRow(1, 0, 300, new UUID(0, 1), 9, 0, null, "", 1, 0, 0, 10);
        assertThat(EventChain.newest(List.of(later, earlier))).isEqualTo(later);
        assertThat(EventChain.newest(List.of(earlier, later))).isEqualTo(later);
    }

    /** "3b": sequence number 3 by incarnation b, which began after a. */
    private static List<EventRow> rows(String text) {
        return Stream.of(text.split(" "))
                .map(one -> {
                    int incarnation = one.charAt(one.length() - 1) - 'a';
                    // The id says nothing of the order.
                    return row(
                            Long.parseLong(one.substring(0, one.length() - 1)),
                            new UUID(0, 100 - incarnation),
                            10L * incarnation);
                })
                .toList();
    }

    private static EventRow row(long seq, UUID writer, long since) {
        return new EventRow(
                1, 1, seq, writer, since, since, new Payload(1, "", ByteBuffer.allocate(0)), "", 0, 0, 0, since);
    }

    private static String names(List<EventRow> rows) {
        return rows.stream()
                .map(row -> row.seq() + "" + (char) ('a' + 100 - row.writer().getLeastSignificantBits()))
                .collect(Collectors.joining(" "));
    }

    private static String shown(EventChain chain) {
        return names(chain.events()) + " without " + names(chain.discarded());
    }
}
