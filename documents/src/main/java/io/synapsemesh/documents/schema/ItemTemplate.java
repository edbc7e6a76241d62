package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The name of an item of a workspace, or a variable of the route's path such as `{pool}`.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 140)
@Pattern(value = "^([\\pL\\pN_]([\\pL\\pN_ .-]*[\\pL\\pN_-])?|\\{[A-Za-z][A-Za-z0-9]*\\})$", example = "{pool}")
public @interface ItemTemplate {}
