package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The name of a namespace: a DNS label (RFC 1123).
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 63)
@Pattern(value = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", example = "analytics")
public @interface NamespaceName {}
