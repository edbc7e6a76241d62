package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An object that has no members on purpose: its presence is the choice.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Empty {}
