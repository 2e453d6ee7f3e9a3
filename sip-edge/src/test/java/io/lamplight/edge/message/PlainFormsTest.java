package io.lamplight.edge.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read by hand means what JAIN-SIP's grammar says. */
class PlainFormsTest {
    private static final int ROUNDS = 100_000;
    private static final List<String> URIS = List.of(
            "sip:alice@example.org",
            "sips:alice@example.org:5061",
            "sip:+49.30-1234_5@Example.ORG:5070;transport=TCP;lr",
            "sip:127.0.0.1",
            "sip:bob@127.0.0.1:6000;ob;user=phone",
            "sip:bob@h.example;maddr=10.0.0.1;transport=udp;x=y.z",
            "sip:+1234@example.org;user=phone",
            "sip:12*34@e1.example.org.;lr=on;method=SUBSCRIBE",
            "sip:al%61ce:secret@[::1]:5060;ttl=1?subject=x&a=b",
            "tel:+1234",
            "SIP:alice@example.org");
    private static final List<String> ADDRESSES = addresses();

    private static List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        for (String uri : URIS) {
            addresses.add('<' + uri + '>');
            addresses.add('<' + uri + ">;tag=a.b-c~d");
            addresses.add("\"Alice; <A>, B\" <" + uri + ">;x;tag=1;y=z");
            addresses.add("Alice B. <" + uri + ">;TAG=2;expires=60;q=0.5");
            addresses.add("\"A \\\" \u00e9\"<" + uri + ">;+sip.instance=\"<urn:uuid:1>\";reg-id=1");
            addresses.add(uri + ";tag=7");
            addresses.add('<' + uri + ">, <" + uri + '>');
        }
        return addresses;
    }

    @Test
    void readsUrisLikeTheGrammar() {
        int[] plain = new int[1];
        Mutations.of(URIS, ROUNDS, text -> {
            SipUri uri = PlainUri.parse(text);
            if (uri != null) {
                plain[0]++;
                assertThat(uri).as(text).isEqualTo(SipUri.parseAnyForm(text));
            }
        });
        assertThat(plain[0]).isGreaterThan(ROUNDS / 20);
    }

    @Test
    void readsAddressesLikeTheGrammar() {
        int[] plain = new int[1];
        Mutations.of(ADDRESSES, ROUNDS, text -> {
            String tag = PlainAddress.tag(text);
            if (tag != null) {
                plain[0]++;
                Address address = new Address(text, tag);
                assertThat(address).as(text).isEqualTo(Address.fromInAnyForm(text));
                assertThat(address).as(text).isEqualTo(Address.toInAnyForm(text));
            }
        });
        assertThat(plain[0]).isGreaterThan(ROUNDS / 20);
    }

    @Test
    void readsContactsLikeTheGrammar() {
        int[] plain = new int[1];
        Mutations.of(ADDRESSES, ROUNDS, text -> {
            String uri = PlainAddress.uri(text);
            if (uri != null) {
                plain[0]++;
                assertThat(uri).as(text).isEqualTo(Address.contactUriInAnyForm(text));
            }
        });
        assertThat(plain[0]).isGreaterThan(ROUNDS / 20);
    }

    @Test
    void needsNoGrammarForWhatPhonesSend() {
        assertThat(PlainUri.parse("sip:bob@192.168.1.20:5062;transport=tcp;ob"))
                .isEqualTo(new SipUri(false, "bob", "192.168.1.20", 5062, "tcp", null, false));
        assertThat(PlainAddress.tag("\"Bob\" <sip:bob@example.org>;tag=as12f")).isEqualTo("as12f");
        assertThat(PlainAddress.uri("<sip:bob@192.168.1.20:5062;ob>;expires=600"))
                .isEqualTo("sip:bob@192.168.1.20:5062;ob");
    }
}
