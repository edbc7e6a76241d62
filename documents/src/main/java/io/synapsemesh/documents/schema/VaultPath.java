package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A mount, role or reference of Vault: it becomes part of a URL, so nothing in it has to be escaped or climbs up.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 253)
@Pattern(value = "^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$", example = "teams/mesh/pki")
public @interface VaultPath {}
