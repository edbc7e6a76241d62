package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The member keeps the value of the last good version (SYN0303); in Kubernetes a transition rule `self == oldSelf`.
/// Never
/// below a list or map, whose entries have no identity.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Immutable {}
