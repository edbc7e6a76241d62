package io.synapsemesh.documents;

import io.synapsemesh.documents.schema.Kind;
import io.synapsemesh.documents.schema.Shape;
import io.synapsemesh.documents.schema.Shapes;
import io.synapsemesh.documents.v1alpha1.IdentityProvider;
import io.synapsemesh.documents.v1alpha1.MeshProxy;
import io.synapsemesh.documents.v1alpha1.MeshTrust;
import io.synapsemesh.documents.v1alpha1.Spec;
import io.synapsemesh.documents.v1alpha1.SynapseAccessPolicy;
import io.synapsemesh.documents.v1alpha1.SynapseOutbound;
import io.synapsemesh.documents.v1alpha1.SynapseRoleBinding;
import io.synapsemesh.documents.v1alpha1.SynapseRouteTable;
import io.synapsemesh.documents.v1alpha1.SynapseWorkspace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The kinds of documents of `synapsemesh.io/v1alpha1`.
public enum DocumentKind {
    IDENTITY_PROVIDER(IdentityProvider.class),
    MESH_PROXY(MeshProxy.class),
    MESH_TRUST(MeshTrust.class),
    SYNAPSE_ACCESS_POLICY(SynapseAccessPolicy.class),
    SYNAPSE_OUTBOUND(SynapseOutbound.class),
    SYNAPSE_ROLE_BINDING(SynapseRoleBinding.class),
    SYNAPSE_ROUTE_TABLE(SynapseRouteTable.class),
    SYNAPSE_WORKSPACE(SynapseWorkspace.class);

    public static final String API_VERSION = "synapsemesh.io/v1alpha1";

    private final Class<? extends Spec> type;
    private final Kind kind;

    DocumentKind(Class<? extends Spec> type) {
        this.type = type;
        this.kind = Objects.requireNonNull(type.getAnnotation(Kind.class));
    }

    public static Optional<DocumentKind> byName(String name) {
        return Arrays.stream(values())
                .filter(k -> k.documentName().equals(name))
                .findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(DocumentKind::documentName).toList();
    }

    /// What stands after `kind:`.
    public String documentName() {
        return type.getSimpleName();
    }

    /// The record of its `spec`.
    public Class<? extends Spec> type() {
        return type;
    }

    public boolean isNamespaced() {
        return kind.reach() == Kind.Reach.NAMESPACED;
    }

    /// The only name a document of the kind may have.
    public Optional<String> onlyName() {
        return Optional.of(kind.onlyName()).filter(name -> !name.isEmpty());
    }

    public Shape.Structure shape() {
        return Shapes.of(type.asSubclass(Record.class));
    }
}
