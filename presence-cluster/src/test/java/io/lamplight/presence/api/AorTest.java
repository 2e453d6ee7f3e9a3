package io.lamplight.presence.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AorTest {
    @ParameterizedTest
    @CsvSource({
        "sip:alice@example.com, sip:alice@example.com",
        "SIP:alice@EXAMPLE.com, sip:alice@example.com",
        "sips:alice@example.com:5061, sip:alice@example.com",
        "pres:alice@example.com, sip:alice@example.com",
        "sip:Alice@example.com;transport=tcp?x=y, sip:Alice@example.com",
        "sip:%61lice@example.com, sip:alice@example.com",
        "sip:a%20b@example.com, sip:a%20b@example.com",
        "sip:a%c3%a9@example.com, sip:a%C3%A9@example.com",
        "sip:ab%2f@example.com, sip:ab/@example.com",
        "sip:alice:secret@example.com, sip:alice@example.com",
        "sip:+49123;phone-context=x@example.com, sip:+49123;phone-context=x@example.com",
        "sip:alice@[::1]:5060, sip:alice@[::1]",
        "sip:alice@127.0.0.1:5060, sip:alice@127.0.0.1",
    })
    void findsOneNameForAllSpellings(String spelling, String canonical) {
        assertThat(Aor.parse(spelling)).map(Aor::uri).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "sip:example.com",
                "sip:@example.com",
                "sip:alice@",
                "tel:+49123",
                "sip:al ice@example.com",
                "sip:a%2@example.com",
                "sip:a%zz@example.com",
                "sip:alice@exa mple.com",
                "sip:alice@example.com\r\nX: y",
                "sip:alice@[::1",
            })
    void refusesWhatNamesNoUser(String text) {
        assertThat(Aor.parse(text)).isEmpty();
    }

    @Test
    void refusesAnEndlessName() {
        assertThat(Aor.parse("sip:" + "a".repeat(600) + "@example.com")).isEmpty();
    }

    @Test
    void showsItsParts() {
        Aor aor = Aor.parse("sip:alice@Example.com").orElseThrow();

        assertThat(aor.user()).isEqualTo("alice");
        assertThat(aor.host()).isEqualTo("example.com");
    }

    @Test
    void isNeverMadeOfAnythingElse() {
        assertThatThrownBy(() -> new Aor("alice")).isInstanceOf(IllegalArgumentException.class);
    }
}
