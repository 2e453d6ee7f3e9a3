package io.lamplight.presence.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.lamplight.presence.api.Bytes;
import io.lamplight.presence.api.EventName;
import io.lamplight.presence.api.Lens;
import io.lamplight.presence.api.MediaType;
import io.lamplight.presence.api.NotifyContent;
import io.lamplight.presence.spi.EventPackage;
import io.lamplight.presence.spi.EventPackages;
import io.lamplight.presence.spi.Expiry;
import io.lamplight.presence.spi.Parsed;
import io.lamplight.presence.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComposerTest {
    private final List<Lens> rendered = new ArrayList<>();
    private final Composer composer =
            new Composer(PresentityFixture.ALICE, EventPackages.of(new Counting(WordsPackage.NAME, rendered)));

    private record Counting(EventName name, List<Lens> rendered) implements EventPackage {
        @Override
        public Set<MediaType> publishTypes() {
            return Set.of();
        }

        @Override
        public List<MediaType> notifyTypes() {
            return List.of(WordsPackage.TEXT);
        }

        @Override
        public Expiry expiry() {
            return new Expiry(60, 3600, 7200);
        }

        @Override
        public Parsed parse(MediaType type, Bytes body) {
            return new Parsed() {};
        }

        @Override
        public NotifyContent render(View view, MediaType type) {
            rendered.add(view.lens());
            return NotifyContent.of(type, Bytes.utf8(view.lens().toString()));
        }
    }

    private NotifyContent steady(int lens) {
        Form form = new Form(WordsPackage.TEXT, new Lens(Map.of("n", "" + lens)));
        return composer.steady(WordsPackage.NAME, PackageState.EMPTY, form, 0);
    }

    @Test
    void rendersEachViewOnce() {
        assertThat(steady(1)).isSameAs(steady(1)).isNotEqualTo(steady(2));
        assertThat(rendered).hasSize(2);
    }

    @Test
    void remembersNoMoreViewsThanSome() {
        for (int i = 0; i < 1000; i++) {
            steady(i);
        }
        rendered.clear();

        steady(0);

        assertThat(rendered).hasSize(1);
    }
}
