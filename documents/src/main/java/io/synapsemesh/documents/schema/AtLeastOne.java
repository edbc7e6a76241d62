package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// At least one of these nullable members is set. Becomes a CEL rule with SYN0202.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface AtLeastOne {
    String[] value();
}
