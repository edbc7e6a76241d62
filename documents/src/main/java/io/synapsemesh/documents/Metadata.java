package io.synapsemesh.documents;

import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Entries;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.NamespaceName;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Pattern;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of Kubernetes' `metadata` that counts here.
@Doc("The name of the document and what people say about it.")
record Metadata(
        @Doc("Its name.") @ObjectName String name,

        @Doc("Its namespace; `default` if absent. A cluster-scoped kind has none.") @Nullable @NamespaceName
        String namespace,

        @Default("{}") @Doc("What selectors look at.") @Entries(max = 64, keyLength = 317)
        Map<
                        String,
                        @Length(min = 0, max = 63)
                        @Pattern(value = "^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$", example = "analytics") String>
                labels,

        @Default("{}") @Doc("Notes for people and tools.") @Entries(max = 64, keyLength = 317)
        Map<String, @Length(min = 0, max = 262144) String> annotations) {

    /// What the API server adds: accepted, so that an exported object can be read back, and not looked at.
    static final Set<String> SERVER_FIELDS = Set.of(
            "creationTimestamp",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "managedFields",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid");
}
