package io.synapsemesh.documents.schema;

import io.synapsemesh.core.diagnostic.Code;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A text must match `value`, an anchored RE2 expression (Kubernetes and we both evaluate RE2, so it means the same).
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE_USE, ElementType.ANNOTATION_TYPE})
public @interface Pattern {
    String value();

    /// A text that matches, shown in the fix.
    String example();

    /// The code of a text that does not match.
    Code code() default Code.SYN0204;
}
