package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The name of an item of a workspace: a pool, an integration runtime, a linked service, a credential.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 140)
@Pattern(value = "^[\\pL\\pN_]([\\pL\\pN_ .-]*[\\pL\\pN_-])?$", example = "spark1")
public @interface ItemName {}
