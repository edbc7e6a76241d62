package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.Length;
import io.synapsemesh.documents.schema.ObjectName;
import io.synapsemesh.documents.schema.Pattern;

/// A secret that is kept elsewhere. The secret itself never stands in a document.
public record SecretRef(
        @Doc("The name of the secret.") @ObjectName String name,

        @Doc("The entry of the secret.")
        @Pattern(value = "^[A-Za-z0-9._-]+$", example = "client-secret")
        @Length(max = 253)
        String key) {}
