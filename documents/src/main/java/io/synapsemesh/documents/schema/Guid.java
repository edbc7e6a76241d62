package io.synapsemesh.documents.schema;

import io.synapsemesh.core.diagnostic.Code;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A GUID, in either case.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 36)
@Pattern(
        value = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
        example = "11111111-1111-1111-1111-111111111111",
        code = Code.SYN0302)
public @interface Guid {}
