package io.synapsemesh.documents.resolve;

import io.synapsemesh.core.document.DocumentRef;

/// Something a document asked while it was resolved. When the answer changes, the document is resolved again.
sealed interface Question {
    /// The one MeshTrust.
    record Trust() implements Question {}

    record ProviderNamed(String name) implements Question {}

    /// All roles, by name.
    record Roles() implements Question {}

    record WorkspaceNamed(DocumentRef ref) implements Question {}

    /// The workspaces of a namespace and their labels.
    record WorkspacesIn(String namespace) implements Question {}

    /// The workspaces of every namespace.
    record WorkspacesAnywhere() implements Question {}

    /// Which workspaces claim an ARM id or a host name.
    record Claimants(String claim) implements Question {}
}
