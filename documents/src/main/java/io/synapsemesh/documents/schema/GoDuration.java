package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A duration as Go writes it, in whole numbers: `24h`, `1h30m`. Read by [io.synapsemesh.documents.GoDurations].
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 48)
@Pattern(value = "^([0-9]{1,9}(h|m|s|ms)){1,4}$", example = "24h")
public @interface GoDuration {}
