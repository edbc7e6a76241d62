/// The documents of group `synapsemesh.io`, version `v1alpha1`, exactly as they are written: flat records, texts with
/// patterns, one-of as nullable members. The only place that knows field names. *Takes* nothing, *gives* shapes and
/// values, *never* interprets one.
@NullMarked
package io.synapsemesh.documents.v1alpha1;

import org.jspecify.annotations.NullMarked;
