package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Allowed;
import io.synapsemesh.documents.schema.Cidr;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.GoDuration;
import io.synapsemesh.documents.schema.HttpsUrl;
import io.synapsemesh.documents.schema.Immutable;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Rule;
import io.synapsemesh.documents.schema.SpiffeUri;
import io.synapsemesh.documents.schema.TrustDomainName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The trust domain of the mesh and who issues its certificates. The platform team's document.
@Kind(reach = Kind.Reach.CLUSTER, plural = "meshtrusts", shortNames = "mtrust", onlyName = "default")
@Doc("The trust domain of the mesh, who issues its certificates, and how they are rotated.")
@Rule(
        cel = "self.federation.all(f, f.trustDomain != self.trustDomain)",
        message = "the mesh federates with itself",
        fix = "Remove the entry with this mesh's own trustDomain.",
        field = "federation")
@Rule(
        cel = "self.federation.all(f, self.federation.exists_one(g, g.trustDomain == f.trustDomain))",
        message = "a trust domain is federated twice",
        fix = "Keep one entry for each trustDomain.",
        field = "federation")
@Rule(
        cel = "!has(self.issuer.embedded) || duration(self.issuer.embedded.rootTtl) > duration(self.leaf.ttl)",
        message = "the root lives no longer than a leaf",
        fix = "Make issuer.embedded.rootTtl longer than leaf.ttl.",
        field = "issuer")
public record MeshTrust(
        @Immutable @Doc("The SPIFFE trust domain of every identity of this mesh.") @TrustDomainName
        String trustDomain,

        @Default("{embedded: {}}") @Doc("Who signs the leaves; exactly one.")
        Issuer issuer,

        @Default("{files: {}}") @Doc("Where the keys of the CAs are kept; exactly one, and it stays.")
        CaStore caStore,

        @Default("{dataDirectory: {}}")
        @Doc("What protects the key that they are encrypted with; exactly one, and it stays.")
        KeyEncryption keyEncryption,

        @Default("{}") @Doc("What a leaf certificate looks like.")
        Leaf leaf,

        @Default("{}") @Doc("How a root is replaced.") Rotation rotation,

        @Default("[]")
        @Doc("Trust stores the mesh cannot see; each holds up a rotation until it is acknowledged.")
        @Items(max = 100)
        List<@ObjectName String> externalVerifiers,

        @Default("[10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]")
        @Doc("Where upstream addresses may lie.")
        @Items(max = 64)
        List<@Cidr String> upstreamCidrs,

        @Default("[]") @Doc("Who may use the admin API, and as what.") @Items(max = 64)
        List<Operator> operators,

        @Default("false") @Doc("Suspend the workspaces that a Deny names which could never be read.")
        boolean strict,

        @Default("[]") @Doc("Trust domains whose workloads this mesh accepts.") @Items(max = 32)
        List<Federation> federation)
        implements Spec {

    /// What a leaf looks like. A leaf's lifetime is also how long a stolen key is of use.
    @Rule(
            cel = "duration(self.ttl) >= duration('10s') && duration(self.ttl) <= duration('720h')",
            message = "the lifetime of a leaf is not between 10s and 720h",
            fix = "Write a lifetime such as 24h.",
            field = "ttl")
    @Rule(
            cel = "duration(self.backdate) <= duration('1h')",
            message = "leaves are backdated by more than 1h",
            fix = "Write a time such as 2m: it only has to cover clocks that differ.",
            field = "backdate")
    public record Leaf(
            @Default("24h") @Doc("How long a leaf is valid.") @GoDuration
            String ttl,

            @Default("EcdsaP256") @Doc("The key of a leaf.") @Allowed({"EcdsaP256", "EcdsaP384"})
            String keyAlgorithm,

            @Default("2m") @Doc("How far its start lies in the past, for clocks that differ.") @GoDuration
            String backdate) {}

    /// How a root is replaced.
    @Rule(
            cel = "duration(self.deadline) >= duration('1m')",
            message = "a rotation has less than 1m",
            fix = "Write a deadline such as 72h.",
            field = "deadline")
    public record Rotation(
            @Default("72h") @Doc("After this long a waiting rotation raises an alarm.") @GoDuration
            String deadline) {}

    /// A person or group that operates the mesh.
    public record Operator(
            @Doc("Who.") Subject subject,

            @Doc("As what.") @Allowed({"Viewer", "Operator", "Admin"})
            String role) {}

    /// Another trust domain.
    public record Federation(
            @Doc("The other trust domain.") @TrustDomainName String trustDomain,
            @Doc("Where its bundle is fetched.") BundleEndpoint bundleEndpoint) {}

    /// A SPIFFE bundle endpoint.
    @Rule(
            cel = "(self.profile == 'HttpsSpiffe') == has(self.spiffeId)",
            message = "spiffeId and the profile HttpsSpiffe go together",
            fix = "Set spiffeId with HttpsSpiffe, and only with it.",
            field = "profile")
    public record BundleEndpoint(
            @Doc("Its address.") @HttpsUrl String url,

            @Default("HttpsWeb") @Doc("How the endpoint proves who it is.") @Allowed({"HttpsWeb", "HttpsSpiffe"})
            String profile,

            @Doc("The SPIFFE id the endpoint shows, for HttpsSpiffe.") @Nullable @SpiffeUri
            String spiffeId,

            @Doc(
                    "The other domain's present SPIFFE bundle (JSON). The endpoint of HttpsSpiffe is proven with it at first.")
            @Nullable
            @Length(max = 262_144)
            String bundle) {}
}
