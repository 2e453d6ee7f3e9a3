package io.lamplight.presence.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lamplight.presence.api.EventName;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class EventPackagesTest {
    private static List<EventPackage> installed() {
        return ServiceLoader.load(EventPackage.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Test
    void serviceLoaderFindsEachInstalledPackage() {
        assertThat(installed()).extracting(pack -> pack.name().value()).contains("presence", "dialog");
    }

    @Test
    void allInstalledPackagesCanBeSwitchedOnTogether() {
        EventPackages packages = EventPackages.of(installed().toArray(EventPackage[]::new));
        assertThat(packages.all()).hasSameSizeAs(installed());
        assertThat(packages.allowEvents()).contains("presence").contains("dialog");
        assertThat(packages.find(new EventName("no-such"))).isEmpty();
    }

    @Test
    void refusesTwoPackagesOfOneName() {
        EventPackage one = installed().get(0);
        assertThatThrownBy(() -> EventPackages.of(one, one)).isInstanceOf(IllegalArgumentException.class);
    }
}
