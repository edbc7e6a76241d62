package io.synapsemesh.documents.v1alpha1;

import io.synapsemesh.documents.schema.Doc;
import io.synapsemesh.documents.schema.ExactlyOne;
import io.synapsemesh.documents.schema.ItemName;
import org.jspecify.annotations.Nullable;

/// One item of a workspace at which a role is granted.
@ExactlyOne({"bigDataPool", "scopePool", "integrationRuntime", "linkedService", "credential"})
public record ItemScope(
        @Doc("An Apache Spark pool.") @Nullable @ItemName String bigDataPool,

        @Doc("A Data Lake Analytics pool.") @Nullable @ItemName
        String scopePool,

        @Doc("An integration runtime.") @Nullable @ItemName String integrationRuntime,
        @Doc("A linked service.") @Nullable @ItemName String linkedService,
        @Doc("A credential.") @Nullable @ItemName String credential) {}
