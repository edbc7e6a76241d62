package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A region of AWS.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 40)
@Pattern(value = "^[a-z]{2}(-[a-z]+){1,3}-[0-9]{1,2}$", example = "eu-central-1")
public @interface AwsRegion {}
