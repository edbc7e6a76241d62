package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.Allowed;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.IntOrText;
import io.synapsemesh.documents.schema.IpAddress;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Pattern;
import io.synapsemesh.documents.schema.Range;
import io.synapsemesh.documents.schema.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A deployed set of proxies that act for one identity.
@Kind(reach = Kind.Reach.NAMESPACED, plural = "meshproxies", shortNames = "mproxy")
@Doc("A deployed set of Envoy or Nginx proxies that act for one identity.")
@Rule(
        cel = "self.role == 'Edge' || has(self.attach)",
        message = "attach is missing",
        fix = "Add attach: {workspaces: [{name: contoso}]}.",
        code = Code.SYN0202,
        field = "attach")
public record MeshProxy(
        @Doc("What the proxies are.") @Allowed({"Sidecar", "Gateway", "Edge"})
        String role,

        @Doc("The SPIFFE identity they act for.") Identity identity,
        @Doc("The workspaces they serve.") @Nullable Attachments attach,
        @Default("{}") @Doc("Where they listen.") Listen listen,

        @Default("Any")
        @Doc("How many may connect with this identity.")
        @IntOrText
        @Pattern(value = "^(Any|[1-9][0-9]{0,3})$", example = "Any")
        @Length(max = 4)
        String replicas)
        implements Spec {

    /// A service account.
    public record Identity(
            @Doc("Its namespace: the document's own, which is the default.") @Nullable @NamespaceName
            String namespace,

            @Doc("Its name.") @ObjectName String serviceAccount) {}

    /// Which workspaces.
    public record Attachments(
            @Doc("The workspaces.") @Items(min = 1, max = 500)
            List<WorkspaceRef> workspaces) {}

    /// Where the proxies listen.
    public record Listen(
            @Default("127.0.0.1") @Doc("The address.") @IpAddress
            String address,

            @Default("15443") @Doc("A gateway's port for the mesh.") @Range(min = 1, max = 65535)
            int port,

            @Doc("A sidecar's port for dev; the first of several if several workspaces are attached.")
            @Nullable
            @Range(min = 1, max = 65535)
            Integer dev,

            @Doc("A sidecar's port for sql, likewise.") @Nullable @Range(min = 1, max = 65535)
            Integer sql,

            @Doc("A sidecar's port for sqlOnDemand, likewise.") @Nullable @Range(min = 1, max = 65535)
            Integer sqlOnDemand) {}
}
