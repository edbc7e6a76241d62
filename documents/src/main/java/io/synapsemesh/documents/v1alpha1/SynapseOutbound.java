package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.Cidr;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Range;
import io.synapsemesh.documents.schema.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Synapse as a client: what the identities of a workspace may call in the mesh, and as whom they are seen there.
@Kind(reach = Kind.Reach.NAMESPACED, plural = "synapseoutbounds", shortNames = "sout")
@Doc("Lets identities of a workspace call a service of this namespace, as one of its service accounts.")
@Rule(
        cel = "size(self.callers) + size(self.sourceCidrs) > 0",
        message = "callers is missing",
        fix = "Add callers, whose tokens prove them, or sourceCidrs of private endpoints.",
        code = Code.SYN0202,
        field = "callers")
@Rule(
        cel = "self.callers.all(c, (has(c.servicePrincipal) || has(c.claims)) && !has(c.actingFor))",
        message = "a workspace calls as a service principal, or with a token known by its claims",
        fix = "Name each caller as servicePrincipal or claims; a managed identity is a service principal.",
        field = "callers")
public record SynapseOutbound(
        @Doc("Who calls.") Caller from,
        @Doc("What is called.") Service to,
        @Doc("As whom: whose policies then apply.") Account actAs,

        @Default("[]") @Doc("The identities that may; any of these.") @Items(max = 64)
        List<Subject> callers,

        @Default("[]")
        @Doc("Where calls without a token come from, such as private endpoints and integration runtimes.")
        @Items(max = 256)
        List<@Cidr String> sourceCidrs)
        implements Spec {

    /// A connector of a workspace.
    public record Caller(
            @Doc("The workspace.") WorkspaceRef workspace,

            @Doc("What policies of the mesh and flows call this way out.") @ObjectName
            String connector) {}

    /// A service.
    public record Service(
            @Doc("Its namespace: the document's own, which is the default.") @Nullable @NamespaceName
            String namespace,

            @Doc("Its name.") @ObjectName String service,

            @Doc("Its port.") @Range(min = 1, max = 65535) int port) {}

    /// A service account.
    public record Account(
            @Doc("Its namespace: the document's own, which is the default.") @Nullable @NamespaceName
            String namespace,

            @Doc("Its name.") @ObjectName String serviceAccount) {}
}
