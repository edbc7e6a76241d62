package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A Synapse data action, short or with its prefix.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 256)
@Pattern(value = "^(Microsoft\\.Synapse/workspaces/)?[A-Za-z]+(/[A-Za-z]+){0,3}$", example = "artifacts/read")
public @interface ActionName {}
