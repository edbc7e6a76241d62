package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.document.Origin;
import io.synapsemesh.core.model.Provider;
import io.synapsemesh.core.model.ProviderType;
import io.synapsemesh.core.secret.SecretEntry;
import io.synapsemesh.documents.Document;
import io.synapsemesh.documents.v1alpha1.IdentityProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// IdentityProvider → [Provider]: the issuers spelled out, the claim names of the type filled in.
final class ProviderResolution {
    private static final String PUBLIC_LOGIN = "https://login.microsoftonline.com/";
    /// Where the v1 issuers of each cloud live (Microsoft identity platform, access tokens).
    private static final String PUBLIC_STS = "https://sts.windows.net/";

    private static final String CHINA_LOGIN = "login.partner.microsoftonline.cn";
    private static final String CHINA_STS = "https://sts.chinacloudapi.cn/";

    private ProviderResolution() {}

    /// @param ownNamespace the control plane's: where secrets of documents without a namespace lie
    static Resolved resolve(Document document, IdentityProvider spec, String ownNamespace) {
        ProviderType type = ProviderType.byDocumentName(spec.type()).orElseThrow();
        String subject = spec.claims().subject();
        String groups = spec.claims().groups();
        return new Resolved.OfProvider(new Provider(
                document.ref().name(),
                Origin.of(document.ref(), document.generation()),
                type,
                issuers(type, spec),
                spec.audiences().stream().sorted().distinct().toList(),
                subject == null ? (type == ProviderType.ENTRA_ID ? "oid" : "sub") : subject,
                groups == null ? "groups" : groups,
                spec.groups().absentMeans().equals("None") ? Provider.GroupsAbsent.NONE : Provider.GroupsAbsent.UNKNOWN,
                new TreeSet<>(spec.agents()),
                keys(spec.jwks()),
                directory(spec, ownNamespace)));
    }

    /// Asked only where `groups.overage` says so; a credential alone asks nobody.
    private static Optional<Provider.Directory> directory(IdentityProvider spec, String ownNamespace) {
        IdentityProvider.Directory wire = spec.directory();
        Optional<Provider.Directory.Kind> kind = switch (spec.groups().overage()) {
            case "MicrosoftGraph" -> Optional.of(Provider.Directory.Kind.MICROSOFT_GRAPH);
            case "Okta" -> Optional.of(Provider.Directory.Kind.OKTA);
            default -> Optional.empty();
        };
        return wire == null
                ? Optional.empty()
                : kind.map(known -> new Provider.Directory(known, credential(wire, ownNamespace)));
    }

    private static Provider.Directory.Credential credential(IdentityProvider.Directory wire, String ownNamespace) {
        if (wire.secretRef() != null) {
            return new Provider.Directory.Credential.Secret(new SecretEntry(
                    ownNamespace, wire.secretRef().name(), wire.secretRef().key()));
        }
        IdentityProvider.WorkloadIdentity identity = wire.workloadIdentity();
        if (identity == null) {
            throw new IllegalStateException("the document's rules demand exactly one credential");
        }
        return new Provider.Directory.Credential.WorkloadIdentity(
                lowerCase(identity.clientId()), lowerCase(identity.tenant()));
    }

    private static Optional<String> lowerCase(@org.jspecify.annotations.Nullable String id) {
        return Optional.ofNullable(id).map(text -> text.toLowerCase(Locale.ROOT));
    }

    private static List<Provider.Issuer> issuers(ProviderType type, IdentityProvider spec) {
        String issuer = spec.issuer();
        if (type == ProviderType.SPIFFE) {
            return List.of(new Provider.Issuer("spiffe://" + spec.trustDomain(), Optional.empty()));
        }
        if (type != ProviderType.ENTRA_ID) {
            return List.of(new Provider.Issuer(required(issuer), Optional.empty()));
        }
        var issuers = new ArrayList<Provider.Issuer>();
        var tenants = new TreeSet<String>();
        spec.tenants().forEach(tenant -> tenants.add(tenant.toLowerCase(Locale.ROOT)));
        String login = PUBLIC_LOGIN;
        String sts = PUBLIC_STS;
        if (issuer != null) {
            URI uri = URI.create(issuer);
            String tenant = uri.getPath().split("/", 3)[1].toLowerCase(Locale.ROOT);
            issuers.add(new Provider.Issuer(issuer, Optional.of(tenant)));
            login = "https://" + uri.getAuthority() + "/";
            sts = CHINA_LOGIN.equals(uri.getHost()) ? CHINA_STS : PUBLIC_STS;
            tenants.add(tenant);
        }
        for (String tenant : tenants) {
            add(issuers, login + tenant + "/v2.0", tenant);
            if (spec.acceptV1Issuer()) {
                add(issuers, sts + tenant + "/", tenant);
            }
        }
        return issuers;
    }

    /// A tenant's own issuer may be written out already, in v1 or v2 form.
    private static void add(List<Provider.Issuer> issuers, String url, String tenant) {
        boolean v2 = url.endsWith("/v2.0");
        boolean written = issuers.stream()
                .anyMatch(i -> i.tenant().equals(Optional.of(tenant)) && i.url().endsWith("/v2.0") == v2);
        if (!written) {
            issuers.add(new Provider.Issuer(url, Optional.of(tenant)));
        }
    }

    private static Provider.KeySource keys(IdentityProvider.Jwks jwks) {
        if (jwks.inline() != null) {
            return new Provider.KeySource.Inline(jwks.inline());
        }
        return jwks.uri() == null ? new Provider.KeySource.Discovery() : new Provider.KeySource.Uri(jwks.uri());
    }

    private static String required(@org.jspecify.annotations.Nullable String issuer) {
        if (issuer == null) {
            throw new IllegalStateException("the document's rules demand an issuer for this type");
        }
        return issuer;
    }
}
