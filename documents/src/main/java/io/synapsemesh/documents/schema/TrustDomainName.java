package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The name of a SPIFFE trust domain (SPIFFE-ID, section 2.1).
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 255)
@Pattern(value = "^[a-z0-9._-]+$", example = "corp.example")
public @interface TrustDomainName {}
