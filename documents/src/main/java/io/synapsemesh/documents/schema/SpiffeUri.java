package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A SPIFFE id with a path (SPIFFE-ID, section 2.2).
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 2048)
@Pattern(
        value = "^spiffe://[a-z0-9._-]+(/([.]{0,2}[A-Za-z0-9_-][A-Za-z0-9._-]*|[.]{3}[A-Za-z0-9._-]*))+$",
        example = "spiffe://corp.example/ns/etl/sa/nightly")
public @interface SpiffeUri {}
