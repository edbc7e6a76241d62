package io.synapsemesh.certs.profile;

import io.synapsemesh.core.identity.SpiffeId;
import java.util.ArrayList;
import java.util.List;

/// SPIFFE ids that are none: the sentences of the SPIFFE-ID standard, each broken in every spelling we know of.
final class WrongIds {
    private static final String GOOD = "spiffe://corp.example/ns/etl/sa/nightly";

    private WrongIds() {}

    /// @param rule one of [SpiffeIdRule]
    record WrongId(SpiffeIdRule rule, String encoding, String wrong, String twin) {}

    static List<Vector> vectors() {
        return all().stream()
                .map(id -> new Vector(
                        id.rule().name(), id.encoding(), new Vector.Id(id.wrong()), new Vector.Id(id.twin())))
                .toList();
    }

    static List<WrongId> all() {
        var all = new ArrayList<WrongId>();
        lengths(all);
        domains(all);
        paths(all);
        return all;
    }

    private static void lengths(List<WrongId> all) {
        String full = "spiffe://corp.example/" + "a".repeat(SpiffeId.BYTES_MAX - "spiffe://corp.example/".length());
        add(all, SpiffeIdRule.TOO_LONG, "2,049 bytes in one segment", full + "a", full);
        String parts = "spiffe://corp.example" + "/a".repeat((SpiffeId.BYTES_MAX - 21) / 2);
        add(all, SpiffeIdRule.TOO_LONG, "many segments", parts + "/aa", parts);
        String domain = "a".repeat(255);
        add(
                all,
                SpiffeIdRule.TRUST_DOMAIN_TOO_LONG,
                "256 bytes",
                "spiffe://" + domain + "a/x",
                "spiffe://" + domain + "/x");
    }

    private static void domains(List<WrongId> all) {
        add(all, SpiffeIdRule.SCHEME, "https", "https://corp.example/ns/etl", GOOD);
        add(all, SpiffeIdRule.SCHEME, "upper case", "SPIFFE://corp.example/ns/etl", GOOD);
        add(all, SpiffeIdRule.SCHEME, "one slash", "spiffe:/corp.example/ns/etl", GOOD);
        add(all, SpiffeIdRule.SCHEME, "a space before it", " " + GOOD, GOOD);
        add(all, SpiffeIdRule.SCHEME, "nothing at all", "", GOOD);
        add(all, SpiffeIdRule.TRUST_DOMAIN_EMPTY, "three slashes", "spiffe:///ns/etl", "spiffe://a/ns/etl");
        add(all, SpiffeIdRule.TRUST_DOMAIN_CASE, "all of it", "spiffe://CORP.EXAMPLE/a", "spiffe://corp.example/a");
        add(all, SpiffeIdRule.TRUST_DOMAIN_CASE, "one letter", "spiffe://corp.Example/a", "spiffe://corp.example/A");
        add(all, SpiffeIdRule.TRUST_DOMAIN_CHARACTER, "umlaut", "spiffe://cörp/a", "spiffe://corp/a");
        add(all, SpiffeIdRule.TRUST_DOMAIN_CHARACTER, "backslash", "spiffe://corp\\x/a", "spiffe://corp_x/a");
        add(all, SpiffeIdRule.TRUST_DOMAIN_CHARACTER, "IPv6 literal", "spiffe://[--1]/a", "spiffe://--1/a");
        add(all, SpiffeIdRule.USER_INFO, "a name", "spiffe://u@corp.example/a", "spiffe://u.corp.example/a");
        add(all, SpiffeIdRule.USER_INFO, "name and password", "spiffe://u:p@corp/a", "spiffe://u.p.corp/a");
        add(all, SpiffeIdRule.PORT, "a number", "spiffe://corp.example:443/a", "spiffe://corp.example.443/a");
        add(all, SpiffeIdRule.PORT, "an empty one", "spiffe://corp.example:/a", "spiffe://corp.example./a");
        add(all, SpiffeIdRule.PERCENT, "in the trust domain", "spiffe://corp%2eexample/a", "spiffe://corp.example/a");
        add(all, SpiffeIdRule.CONTROL, "NUL in the trust domain", "spiffe://corp\u0000.evil/a", "spiffe://corp.evil/a");
    }

    private static void paths(List<WrongId> all) {
        add(all, SpiffeIdRule.PATH_MISSING, "trust domain alone", "spiffe://corp.example", "spiffe://corp.example/a");
        add(all, SpiffeIdRule.ROOT_PATH, "slash alone", "spiffe://corp.example/", "spiffe://corp.example/-");
        add(all, SpiffeIdRule.TRAILING_SLASH, "after a segment", GOOD + "/", GOOD);
        add(all, SpiffeIdRule.EMPTY_SEGMENT, "at the front", "spiffe://corp.example//a", "spiffe://corp.example/a");
        add(
                all,
                SpiffeIdRule.EMPTY_SEGMENT,
                "in the middle",
                "spiffe://corp.example/a//b",
                "spiffe://corp.example/a/b");
        add(all, SpiffeIdRule.EMPTY_SEGMENT, "two slashes alone", "spiffe://corp.example//", "spiffe://corp.example/b");
        add(all, SpiffeIdRule.DOT_SEGMENT, "one dot", "spiffe://corp.example/./a", "spiffe://corp.example/.a");
        add(all, SpiffeIdRule.DOT_SEGMENT, "two dots", "spiffe://corp.example/a/../b", "spiffe://corp.example/a/.../b");
        add(all, SpiffeIdRule.DOT_SEGMENT, "at the end", "spiffe://corp.example/a/..", "spiffe://corp.example/a/..b");
        add(all, SpiffeIdRule.PERCENT, "an encoded letter", "spiffe://corp.example/%61", "spiffe://corp.example/a");
        add(
                all,
                SpiffeIdRule.PERCENT,
                "an encoded slash",
                "spiffe://corp.example/a%2fb",
                "spiffe://corp.example/a_2fb");
        add(all, SpiffeIdRule.PERCENT, "encoded dots", "spiffe://corp.example/%2e%2e/b", "spiffe://corp.example/.b");
        add(all, SpiffeIdRule.PERCENT, "an encoded NUL", "spiffe://corp.example/a%00", "spiffe://corp.example/a_00");
        add(all, SpiffeIdRule.QUERY, "behind the path", GOOD + "?x=1", GOOD);
        add(all, SpiffeIdRule.QUERY, "an empty one", GOOD + "?", GOOD + "_");
        add(all, SpiffeIdRule.QUERY, "without a path", "spiffe://corp.example?x", "spiffe://corp.example/x");
        add(all, SpiffeIdRule.FRAGMENT, "behind the path", GOOD + "#f", GOOD + "f");
        add(all, SpiffeIdRule.FRAGMENT, "without a path", "spiffe://corp.example#/a", "spiffe://corp.example/a");
        add(all, SpiffeIdRule.CONTROL, "NUL in the path", GOOD + "\u0000/x", GOOD + "/x");
        add(all, SpiffeIdRule.CONTROL, "line feed", GOOD + "\n", GOOD);
        add(all, SpiffeIdRule.CONTROL, "delete", GOOD + "\u007f", GOOD);
        add(all, SpiffeIdRule.PATH_CHARACTER, "space", GOOD + " x", GOOD + "-x");
        add(all, SpiffeIdRule.PATH_CHARACTER, "tilde", GOOD + "~", GOOD + "-");
        add(all, SpiffeIdRule.PATH_CHARACTER, "colon", "spiffe://corp.example/a:b", "spiffe://corp.example/a.b");
        add(all, SpiffeIdRule.PATH_CHARACTER, "at sign", "spiffe://corp.example/a@b", "spiffe://corp.example/a-b");
        add(all, SpiffeIdRule.PATH_CHARACTER, "a letter beyond ASCII", "spiffe://corp.example/é", GOOD);
        add(all, SpiffeIdRule.PATH_CHARACTER, "a line separator", "spiffe://corp.example/a\u2028b", GOOD);
        add(all, SpiffeIdRule.PATH_CHARACTER, "a full-width letter", "spiffe://corp.example/\uff41", GOOD);
        add(all, SpiffeIdRule.PATH_CHARACTER, "half a surrogate pair", "spiffe://corp.example/\ud800", GOOD);
    }

    private static void add(List<WrongId> all, SpiffeIdRule rule, String encoding, String wrong, String twin) {
        all.add(new WrongId(rule, encoding, wrong, twin));
    }
}
