package io.synapsemesh.identity.token;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The two forms of an Entra issuer (Microsoft identity platform, "Access tokens"): only to say in which way a name
/// is wrong. Whether an issuer is believed is a comparison of whole texts.
record EntraIssuer(String tenant, boolean isV1) {
    private static final Pattern FORM = Pattern.compile(
            "https://(?<host>[a-z.]{1,64})/(?<tenant>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?<end>/v2\\.0|/)");

    static Optional<EntraIssuer> of(String issuer) {
        if (issuer.length() > 256) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(issuer);
        return matcher.matches()
                ? Optional.of(new EntraIssuer(
                        matcher.group("tenant"), matcher.group("end").equals("/")))
                : Optional.empty();
    }
}
