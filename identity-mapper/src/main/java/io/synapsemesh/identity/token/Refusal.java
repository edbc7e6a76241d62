package io.synapsemesh.identity.token;

import io.synapsemesh.core.policy.Reason;

/// A token is refused: how each step of reading one ends early. Caught in [TokenVerifier#read] and nowhere else; it
/// has no stack trace, because callers that mean harm can cause it at will.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN_MAX = 120;

    private final Reason reason;
    private final String fix;

    Refusal(Reason reason, String why, String fix) {
        super(why, null, false, false);
        this.reason = reason;
        this.fix = fix;
    }

    static Refusal malformed(String why) {
        return new Refusal(Reason.TOKEN_MALFORMED, why, "Request a new token and send it unchanged.");
    }

    static Refusal tooLarge(String why) {
        return new Refusal(
                Reason.TOKEN_TOO_LARGE,
                why,
                "Let the provider put fewer groups and claims into the token, such as only the groups assigned to the"
                        + " application.");
    }

    /// What the caller sent, fit for a log line.
    static String shown(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < SHOWN_MAX; i++) {
            char c = text.charAt(i);
            shown.append(c > ' ' && c < 0x7f ? c : '?');
        }
        return text.length() > SHOWN_MAX ? shown.append("…").toString() : shown.toString();
    }

    TokenReading.Refused reading() {
        return new TokenReading.Refused(reason, String.valueOf(getMessage()), fix);
    }
}
