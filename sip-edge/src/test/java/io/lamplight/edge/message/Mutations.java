package io.lamplight.edge.message;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Texts, and what becomes of them by chance: the same ones in each run. */
final class Mutations {
    private static final String SPICE = "\"\\<>;:,=@()[]%?&/ \t*+-_.!~'`$#^|{}aZ09\u00e9";

    private Mutations() {}

    static void of(List<String> seeds, int rounds, Consumer<String> check) {
        Random random = new Random(4711);
        seeds.forEach(check);
        for (int round = 0; round < rounds; round++) {
            StringBuilder text = new StringBuilder(seeds.get(round % seeds.size()));
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes && !text.isEmpty(); i++) {
                int at = random.nextInt(text.length());
                int other = random.nextInt(text.length());
                switch (random.nextInt(5)) {
                    case 0 -> text.setCharAt(at, SPICE.charAt(random.nextInt(SPICE.length())));
                    case 1 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                    case 2 -> text.deleteCharAt(at);
                    case 3 -> text.delete(Math.min(at, other), Math.max(at, other));
                    default -> text.insert(at, text.substring(Math.min(at, other), Math.max(at, other)));
                }
            }
            check.accept(text.toString());
        }
    }
}
