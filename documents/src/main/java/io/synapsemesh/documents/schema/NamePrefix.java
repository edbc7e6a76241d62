package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the names of our secrets in somebody else's store begin with; it keeps several meshes apart there.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 32)
@Pattern(value = "^[a-z][a-z0-9-]{0,30}-$", example = "synapsemesh-ca-")
public @interface NamePrefix {}
