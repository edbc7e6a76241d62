package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.Visible;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Grants a Synapse role on `dev`.
@Kind(reach = Kind.Reach.NAMESPACED, plural = "synapserolebindings", shortNames = "srb")
@Doc("Grants the data actions of a Synapse role on the dev endpoint of workspaces.")
public record SynapseRoleBinding(
        @Doc("Where the role is granted.") WorkspaceSelection workspaces,

        @Doc("The name or the GUID of a Synapse role.") @Visible @Length(max = 128)
        String role,

        @Doc("The item at which it is granted; the whole workspace if absent.") @Nullable
        ItemScope scope,

        @Doc("To whom; any of these.") @Items(min = 1, max = 256)
        List<Subject> subjects)
        implements Spec {}
