package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Of a one-of: the member that is there stays the one of the last good version (SYN0303), whatever is in it; in
/// Kubernetes a transition rule on the presence of each.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface FixedChoice {}
