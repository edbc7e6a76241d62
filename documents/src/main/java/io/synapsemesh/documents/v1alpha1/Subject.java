package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Entries;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.Guid;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Rule;
import io.synapsemesh.documents.schema.SpiffeUri;
import io.synapsemesh.documents.schema.Visible;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who may, or may not: exactly one of the five; `actingFor` beside an agent.
@ExactlyOne({"group", "user", "servicePrincipal", "claims", "workload"})
@Rule(
        cel = "!has(self.actingFor) || has(self.workload) || has(self.servicePrincipal)",
        message = "only a workload or a service principal can act for somebody",
        fix = "Name the agent as workload or servicePrincipal, or remove actingFor.",
        field = "actingFor")
public record Subject(
        @Doc("The members of a group of the identity provider.") @Nullable
        Group group,

        @Doc("One person.") @Nullable User user,
        @Doc("One application.") @Nullable ServicePrincipal servicePrincipal,

        @Doc("Whoever carries a token with these claims.") @Nullable
        Claims claims,

        @Doc("A workload of the mesh.") @Nullable Workload workload,

        @Doc("For whom the agent acts; that user needs a grant as well.") @Nullable
        ActingFor actingFor) {

    /// A group. Whether the id must be a GUID depends on the provider's type, which only resolving knows.
    public record Group(
            @Doc("The IdentityProvider that says who is in it.") @ObjectName
            String provider,

            @Doc("The group's id at the provider: for EntraId the object id.") @Visible
            String id) {}

    /// A person.
    @Rule(
            cel = "!has(self.tenant) || self.id.matches('^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$')",
            message = "the id of a user of a tenant is not a GUID",
            fix = "Write the user's object id, such as 11111111-1111-1111-1111-111111111111.",
            code = Code.SYN0302,
            field = "id")
    public record User(
            @Doc("The IdentityProvider that knows the user.") @ObjectName
            String provider,

            @Doc("The user's tenant, for EntraId.") @Nullable @Guid
            String tenant,

            @Doc("The user's id at the provider: for EntraId the object id.") @Visible
            String id) {}

    /// An application.
    public record ServicePrincipal(
            @Doc("The IdentityProvider that knows the application.") @ObjectName
            String provider,

            @Doc("The application's client id.") @Guid String appId) {}

    /// Claims of a token; exact, and all must match.
    public record Claims(
            @Doc("The IdentityProvider whose tokens are meant.") @ObjectName
            String provider,

            @Doc("Claim and value.") @Entries(min = 1, max = 16, keyLength = 128)
            Map<String, @Length(max = 1024) String> match) {}

    /// A workload: by service account, or by SPIFFE id.
    @Rule(
            cel = "has(self.spiffeId) ? !has(self.namespace) && !has(self.serviceAccount)"
                    + " : has(self.namespace) && has(self.serviceAccount)",
            message = "a workload is either namespace and serviceAccount, or spiffeId",
            fix = "Write namespace and serviceAccount, or spiffeId alone.",
            code = Code.SYN0301)
    public record Workload(
            @Doc("The namespace of its service account.") @Nullable @NamespaceName
            String namespace,

            @Doc("Its service account.") @Nullable @ObjectName
            String serviceAccount,

            @Doc("Its SPIFFE id.") @Nullable @SpiffeUri String spiffeId) {}

    /// For whom an agent acts.
    @ExactlyOne({"group", "user"})
    public record ActingFor(
            @Doc("The members of a group.") @Nullable Group group,
            @Doc("One person.") @Nullable User user) {}
}
