package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.ActionName;
import io.synapsemesh.documents.schema.Allowed;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.ItemTemplate;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.Pattern;
import io.synapsemesh.documents.schema.Rule;
import io.synapsemesh.documents.schema.Visible;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds routes and roles to the built-in tables, or requires more than they do.
@Kind(reach = Kind.Reach.CLUSTER, plural = "synapseroutetables", shortNames = "srt")
@Doc("Adds rows to the table of routes and their required actions, and roles to the built-in ones.")
@Rule(
        cel = "size(self.routes) + size(self.roles) > 0",
        message = "the table is empty",
        fix = "Add routes or roles, or remove the document.",
        code = Code.SYN0202)
public record SynapseRouteTable(
        @Default("[]") @Doc("Rows of the route table.") @Items(max = 500)
        List<Route> routes,

        @Default("[]") @Doc("Roles besides the built-in ones.") @Items(max = 64)
        List<Role> roles)
        implements Spec {

    /// One row: what a request to this route requires.
    public record Route(
            @Doc("The HTTP methods.") @Items(min = 1, max = 7)
            List<@Allowed({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) String> methods,

            @Doc("The path, with variables such as {pool} for whole segments.")
            @Pattern(
                    value = "^(/([A-Za-z0-9._~()'-]+|\\{[A-Za-z][A-Za-z0-9]*\\}))+$",
                    example = "/livyApi/versions/{v}/sparkPools/{pool}/batches")
            @Length(max = 2048)
            String path,

            @Doc("What the caller needs; all of it.") @Items(min = 1, max = 8)
            List<Requirement> requires,

            @Default("false") @Doc("Says that the row requires less than the built-in one.")
            boolean weakens) {}

    /// One required pair of action and scope.
    public record Requirement(
            @Doc("A Synapse data action.") @ActionName String action,

            @Doc("The item it is required at; the workspace if absent.") @Nullable
            RouteScope scope) {}

    /// An item of a workspace, or the variable of the path that names it.
    @ExactlyOne({"bigDataPool", "scopePool", "integrationRuntime", "linkedService", "credential"})
    public record RouteScope(
            @Doc("An Apache Spark pool.") @Nullable @ItemTemplate
            String bigDataPool,

            @Doc("A Data Lake Analytics pool.") @Nullable @ItemTemplate
            String scopePool,

            @Doc("An integration runtime.") @Nullable @ItemTemplate
            String integrationRuntime,

            @Doc("A linked service.") @Nullable @ItemTemplate
            String linkedService,

            @Doc("A credential.") @Nullable @ItemTemplate String credential) {}

    /// A role: its data actions, and where it can be granted.
    public record Role(
            @Doc("The role's name.") @Visible @Length(max = 128)
            String name,

            @Doc("What it grants.") @Items(min = 1, max = 256)
            List<@ActionName String> dataActions,

            @Default("[workspace]") @Doc("Where it can be granted.") @Items(min = 1, max = 6)
            List<
                            @Allowed({
                                "workspace",
                                "bigDataPool",
                                "scopePool",
                                "integrationRuntime",
                                "linkedService",
                                "credential"
                            })
                            String>
                    scopes) {}
}
