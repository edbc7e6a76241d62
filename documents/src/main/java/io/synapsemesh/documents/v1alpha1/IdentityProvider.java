package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.Allowed;
import io.synapsemesh.documents.schema.AtMostOne;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.Guid;
import io.synapsemesh.documents.schema.HttpsUrl;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.Pattern;
import io.synapsemesh.documents.schema.Rule;
import io.synapsemesh.documents.schema.TrustDomainName;
import io.synapsemesh.documents.schema.Visible;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Somebody whose tokens the mesh believes.
@Kind(reach = Kind.Reach.CLUSTER, plural = "identityproviders", shortNames = "idp")
@Doc("An issuer of tokens that the mesh believes, and how its claims are read.")
@Rule(
        cel = "!(self.type in ['Okta', 'CloudflareAccess', 'Kubernetes', 'Oidc']) || has(self.issuer)",
        message = "issuer is missing: it is never derived for this type",
        fix = "Add issuer with the exact text of the tokens' iss claim.",
        code = Code.SYN0310,
        field = "issuer")
@Rule(
        cel = "self.type != 'EntraId' || has(self.issuer) || size(self.tenants) > 0",
        message = "an EntraId provider has neither issuer nor tenants: every tenant would be believed",
        fix = "Add issuer, or list the allowed tenants.",
        code = Code.SYN0310,
        field = "issuer")
@Rule(
        cel =
                "self.type != 'EntraId' || !has(self.issuer)"
                        + " || self.issuer.matches('^https://[^/]+/[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(/v2[.]0|/)$')",
        message = "the issuer of an EntraId provider does not name one tenant by its GUID",
        fix = "Write https://login.microsoftonline.com/<tenant id>/v2.0, or list tenants instead.",
        code = Code.SYN0310,
        field = "issuer")
@Rule(
        cel = "(self.type == 'Spiffe') == has(self.trustDomain)",
        message = "trustDomain and the type Spiffe go together",
        fix = "Set trustDomain with type Spiffe, and only with it.",
        code = Code.SYN0310,
        field = "trustDomain")
@Rule(
        cel = "self.type != 'Spiffe' || !has(self.issuer)",
        message = "a Spiffe provider has no issuer: its trust domain stands in its place",
        fix = "Remove issuer.",
        code = Code.SYN0310,
        field = "issuer")
@Rule(
        cel = "self.type == 'EntraId' || (!self.acceptV1Issuer && size(self.tenants) == 0)",
        message = "acceptV1Issuer and tenants are for EntraId only",
        fix = "Remove them, or use type: EntraId.",
        field = "type")
@Rule(
        cel = "self.groups.overage == 'None' || has(self.directory)",
        message = "groups.overage names a directory, and there is no credential for it",
        fix = "Add directory: {workloadIdentity: {}}, or directory: {secretRef: {name, key}}.",
        code = Code.SYN0202,
        field = "directory")
@Rule(
        cel = "self.groups.overage == 'None' || self.groups.overage == 'MicrosoftGraph' && self.type == 'EntraId'"
                + " || self.groups.overage == 'Okta' && self.type == 'Okta'",
        message = "groups.overage names the directory of another type of provider",
        fix = "Use MicrosoftGraph with EntraId, Okta with Okta, or None.",
        field = "groups")
@Rule(
        cel = "self.groups.overage != 'Okta' || !has(self.directory) || has(self.directory.secretRef)",
        message = "Okta knows no workload identity of Azure",
        fix = "Add directory: {secretRef: {name, key}} with an API token.",
        field = "directory")
public record IdentityProvider(
        @Doc("What kind of issuer it is.")
        @Allowed({"EntraId", "Okta", "CloudflareAccess", "Kubernetes", "Spiffe", "Oidc"})
        String type,

        @Doc("The exact iss claim; derived from tenants for EntraId if absent.") @Nullable @HttpsUrl
        String issuer,

        @Doc("The trust domain, for Spiffe.") @Nullable @TrustDomainName
        String trustDomain,

        @Doc("The mesh's own names: a token for anybody else is refused.") @Items(min = 1, max = 16)
        List<@Visible String> audiences,

        @Default("false") @Doc("Believe sts.windows.net issuers of the same tenants too.")
        boolean acceptV1Issuer,

        @Default("[]") @Doc("The allowed tenants, for EntraId.") @Items(max = 256)
        List<@Guid String> tenants,

        @Default("{}") @Doc("Where its keys are; found by discovery if empty.")
        Jwks jwks,

        @Default("{}") @Doc("Which claim says what.") ClaimNames claims,
        @Default("{}") @Doc("How groups are read.") Groups groups,

        @Doc("How the provider's directory is asked about groups.") @Nullable
        Directory directory,

        @Default("[]")
        @Doc("Client ids of applications that act for users; confidential clients only.")
        @Items(max = 256)
        List<@Visible String> agents)
        implements Spec {

    /// Where the signing keys are.
    @AtMostOne({"uri", "inline"})
    public record Jwks(
            @Doc("Their address.") @Nullable @HttpsUrl String uri,

            @Doc("The key set itself, as JSON text.")
            @Nullable
            @Pattern(value = "^\\s*[{]", example = "{\"keys\": []}")
            @Length(max = 262144)
            String inline) {}

    /// Names of claims; those of the type if absent.
    public record ClaimNames(
            @Doc("Who it is.") @Nullable @Visible String subject,

            @Doc("Which groups they are in.") @Nullable @Visible
            String groups) {}

    /// How groups are read.
    public record Groups(
            @Default("Unknown")
            @Doc("What a token without the claim means: Unknown keeps every Deny by group.")
            @Allowed({"None", "Unknown"})
            String absentMeans,

            @Default("None")
            @Doc("Who is asked when the groups do not fit into the token.")
            @Allowed({"None", "MicrosoftGraph", "Okta"})
            String overage) {}

    /// The credential for the directory: exactly one.
    @ExactlyOne({"workloadIdentity", "secretRef"})
    public record Directory(
            @Doc("The control plane's own workload identity.") @Nullable
            WorkloadIdentity workloadIdentity,

            @Doc("A secret.") @Nullable SecretRef secretRef) {}

    /// A workload identity.
    public record WorkloadIdentity(
            @Doc("Its client id; that of the environment if absent.") @Nullable @Guid
            String clientId,

            @Doc("Its tenant; that of the environment if absent.") @Nullable @Guid
            String tenant) {}
}
