package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.core.diagnostic.Code;
import io.synapsemesh.documents.schema.ActionName;
import io.synapsemesh.documents.schema.Allowed;
import io.synapsemesh.documents.schema.AtLeastOne;
import io.synapsemesh.documents.schema.Cidr;
import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Entries;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.Pattern;
import io.synapsemesh.documents.schema.Rule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets workloads connect, grants single data actions, and denies. Any Deny that matches wins.
@Kind(reach = Kind.Reach.NAMESPACED, plural = "synapseaccesspolicies", shortNames = "sap")
@Doc("Allows or denies operations on endpoints of workspaces. Any Deny that matches wins.")
@Rule(
        cel = "self.mode == 'Enforce' || self.action == 'Deny'",
        message = "only a Deny can have the mode Audit",
        fix = "Remove mode, or ask plan what an Allow would change.",
        field = "mode")
@Rule(
        cel = "size(self.operations) + size(self.unknownRoutes) > 0",
        message = "operations is missing",
        fix = "Add operations: [connect], data actions, or unknownRoutes.",
        code = Code.SYN0202,
        field = "operations")
@Rule(
        cel = "'dev' in self.endpoints"
                + " || (size(self.unknownRoutes) == 0 && self.operations.all(o, o == 'connect'))",
        message = "sql and sqlOnDemand know only the operation connect",
        fix = "Add dev to endpoints, or keep connect alone.",
        field = "operations")
@Rule(
        cel = "self.action == 'Deny' || !self.operations.exists(o, o.matches('^(?i:mesh/)'))",
        message = "an action of the mesh itself cannot be allowed",
        fix = "List the routes under unknownRoutes, each with method and pathPrefix.",
        field = "operations")
@Rule(
        cel = "self.action == 'Allow' || size(self.unknownRoutes) == 0",
        message = "unknown routes are denied already",
        fix = "Remove unknownRoutes.",
        field = "unknownRoutes")
public record SynapseAccessPolicy(
        @Doc("What the policy does.") @Allowed({"Allow", "Deny"})
        String action,

        @Default("Enforce")
        @Doc("Audit reports what a Deny would have denied, and denies nothing.")
        @Allowed({"Enforce", "Audit"})
        String mode,

        @Doc("Where it counts.") WorkspaceSelection workspaces,

        @Doc("The endpoints.") @Items(min = 1, max = 3) List<@Allowed({"dev", "sql", "sqlOnDemand"}) String> endpoints,

        @Default("[]") @Doc("connect, and on dev also Synapse data actions.") @Items(max = 128)
        List<@ActionName String> operations,

        @Default("[]")
        @Doc("Routes of dev that the route table does not know, by method and literal prefix.")
        @Items(max = 64)
        List<UnknownRoute> unknownRoutes,

        @Doc("For whom; any of these.") @Items(min = 1, max = 256)
        List<Subject> subjects,

        @Doc("What must also hold.") @Nullable Conditions when)
        implements Spec {

    /// A route that the table does not know.
    public record UnknownRoute(
            @Doc("The HTTP method.") @Allowed({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
            String method,

            @Doc("What the path begins with, literally.")
            @Pattern(value = "^/[A-Za-z0-9._~()'/-]*$", example = "/preview/x")
            @Length(max = 2048)
            String pathPrefix) {}

    /// Conditions; all that are set must hold.
    @AtLeastOne({"sourceCidrs", "claims"})
    public record Conditions(
            @Doc("Where the request comes from, as the enforcement point itself sees it.")
            @Nullable
            @Items(min = 1, max = 256)
            List<@Cidr String> sourceCidrs,

            @Doc("Claims of the caller's token; exact, and all must match.")
            @Nullable
            @Entries(min = 1, max = 16, keyLength = 128)
            Map<String, @Length(max = 1024) String> claims) {}
}
