package io.synapsemesh.documents.schema;

import io.synapsemesh.core.diagnostic.Code;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A rule across members in CEL, with the object as `self`. Only the subset that dev.cel and Kubernetes share: the
/// list is
/// in [CelSubset], and a test holds every rule to it.
@Repeatable(Rule.All.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Rule {
    String cel();

    /// What is wrong, as a sentence without a full stop.
    String message();

    String fix();

    Code code() default Code.SYN0304;

    /// The member to point at; empty for the object itself.
    String field() default "";

    /// The container of several rules.
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        Rule[] value();
    }
}
