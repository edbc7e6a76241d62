package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A record that is the `spec` of a kind; the kind has the record's simple name.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Kind {
    Reach reach();

    String plural();

    String[] shortNames() default {};

    /// The one name a document of this kind may have; empty for any.
    String onlyName() default "";

    /// Whether documents of the kind live in a namespace.
    enum Reach {
        CLUSTER,
        NAMESPACED
    }
}
