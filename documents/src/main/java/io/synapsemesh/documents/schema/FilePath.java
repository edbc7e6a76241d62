package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The absolute path of a file on the control plane's machine. What lies there never stands in a document.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 1024)
@Pattern(value = "^/[^\\x00-\\x1f]*[^\\x00-\\x1f/]$", example = "/etc/synapsemesh/issuer/roots.pem")
public @interface FilePath {}
