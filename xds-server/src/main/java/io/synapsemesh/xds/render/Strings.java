package io.synapsemesh.xds.render;

import io.envoyproxy.envoy.type.matcher.v3.ListMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.matcher.v3.ValueMatcher;

/// Matchers of strings and of the values in metadata. Which shapes of JSON each matches was measured on Envoy 1.40:
/// `present` matches every shape (null, boolean and object too), `value` only strings, `oneOf` only lists that hold
/// one.
final class Strings {
    static final ValueMatcher PRESENT =
            ValueMatcher.newBuilder().setPresentMatch(true).build();
    static final ValueMatcher ANY_STRING = value(regex("(?s).*"));
    static final ValueMatcher NOT_EMPTY = value(regex("(?s).+"));

    private Strings() {}

    static StringMatcher exact(String text) {
        return StringMatcher.newBuilder().setExact(text).build();
    }

    static StringMatcher prefix(String text) {
        return StringMatcher.newBuilder().setPrefix(text).build();
    }

    /// The whole string, RE2 syntax.
    static StringMatcher regex(String regex) {
        return StringMatcher.newBuilder()
                .setSafeRegex(RegexMatcher.newBuilder().setRegex(regex))
                .build();
    }

    static ValueMatcher value(StringMatcher text) {
        return ValueMatcher.newBuilder().setStringMatch(text).build();
    }

    static ValueMatcher oneOf(ValueMatcher member) {
        return ValueMatcher.newBuilder()
                .setListMatch(ListMatcher.newBuilder().setOneOf(member))
                .build();
    }
}
