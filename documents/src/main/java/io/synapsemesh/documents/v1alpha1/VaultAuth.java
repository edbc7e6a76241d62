package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Default;
import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.FilePath;
import io.synapsemesh.documents.schema.VaultPath;
import io.synapsemesh.documents.schema.Visible;
import org.jspecify.annotations.Nullable;

/// How Vault knows the control plane: exactly one.
@ExactlyOne({"tokenFile", "kubernetes", "appRole"})
public record VaultAuth(
        @Doc("A file with a token that something else keeps fresh.") @Nullable @FilePath
        String tokenFile,

        @Doc("The Kubernetes auth method.") @Nullable Kubernetes kubernetes,
        @Doc("The AppRole auth method.") @Nullable AppRole appRole) {

    /// The Kubernetes auth method.
    public record Kubernetes(
            @Default("kubernetes") @Doc("Where the method is mounted.") @VaultPath
            String mount,

            @Doc("The role to log in as.") @VaultPath String role,

            @Default("/var/run/secrets/tokens/vault") @Doc("The projected service-account token.") @FilePath
            String tokenFile) {}

    /// The AppRole auth method.
    public record AppRole(
            @Default("approle") @Doc("Where the method is mounted.") @VaultPath
            String mount,

            @Doc("The id of the role.") @Visible String roleId,
            @Doc("A file with the secret id.") @FilePath String secretIdFile) {}
}
