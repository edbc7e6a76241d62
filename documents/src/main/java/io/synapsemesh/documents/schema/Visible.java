package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A text for which only length counts: one line, no blank at either end.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 256)
@Pattern(value = "^\\S(.*\\S)?$", example = "nightly loader")
public @interface Visible {}
