package io.lamplight.edge.message;

import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.header.From;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.parser.ContactParser;
import gov.nist.javax.sip.parser.FromParser;
import gov.nist.javax.sip.parser.ToParser;
import java.text.ParseException;

/**
 * The value of a From or To.
 *
 * @param value as it came
 * @param tag empty if there is none
 */
public record Address(String value, String tag) {
    /** Null if it is malformed. */
    static Address from(String value) {
        String tag = PlainAddress.tag(value);
        return tag == null ? fromInAnyForm(value) : new Address(value, tag);
    }

    static Address fromInAnyForm(String value) {
        try {
            From from = (From) new FromParser("From: " + value + '\n').parse();
            return of(value, from.getTag());
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    /** Null if it is malformed. */
    static Address to(String value) {
        String tag = PlainAddress.tag(value);
        return tag == null ? toInAnyForm(value) : new Address(value, tag);
    }

    static Address toInAnyForm(String value) {
        try {
            To to = (To) new ToParser("To: " + value + '\n').parse();
            return of(value, to.getTag());
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    private static Address of(String value, String tag) {
        if (tag == null) {
            return new Address(value, "");
        }
        return Grammar.isToken(tag) ? new Address(value, tag) : null;
    }

    public String withoutTag() {
        return tag.isEmpty() ? value : Grammar.withoutParameter(value, "tag");
    }

    /** The URI of a Contact value that names exactly one sip or sips URI; null otherwise. */
    public static String contactUri(String value) {
        String plain = PlainAddress.uri(value);
        return plain == null ? contactUriInAnyForm(value) : plain;
    }

    static String contactUriInAnyForm(String value) {
        try {
            ContactList contacts = (ContactList) new ContactParser("Contact: " + value + '\n').parse();
            if (contacts.size() != 1) {
                return null;
            }
            Contact contact = (Contact) contacts.getFirst();
            if (contact.isWildCard()) {
                return null;
            }
            String uri = Grammar.uriOf(value);
            return SipUri.parse(uri) == null || !isUriText(uri) ? null : uri;
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    /** It is going to be a Request-URI, so it must be one word. */
    private static boolean isUriText(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
