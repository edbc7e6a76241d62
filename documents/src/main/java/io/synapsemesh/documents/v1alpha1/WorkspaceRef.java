package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import org.jspecify.annotations.Nullable;

/// One workspace.
public record WorkspaceRef(
        @Doc("The name of a SynapseWorkspace.") @ObjectName String name,

        @Doc("Its namespace; the document's own if absent.") @Nullable @NamespaceName
        String namespace) {}
