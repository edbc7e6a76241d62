package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Entries;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.Items;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which workspaces a document is about. Those of another namespace count only if the workspace admits it.
@ExactlyOne({"names", "selector"})
public record WorkspaceSelection(
        @Doc("The names of SynapseWorkspace documents.") @Nullable @Items(min = 1, max = 500)
        List<@ObjectName String> names,

        @Doc("The labels of SynapseWorkspace documents.") @Nullable
        Selector selector,

        @Doc("Their namespace; the document's own if absent.") @Nullable @NamespaceName
        String namespace) {

    /// Labels that all must match.
    public record Selector(
            @Doc("Label and value.") @Entries(min = 1, max = 16, keyLength = 317)
            Map<String, @Length(min = 0, max = 63) String> matchLabels) {}
}
