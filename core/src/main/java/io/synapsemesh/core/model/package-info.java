/// The resolved model: documents whose references are looked up, admitted and typed. What `compile` and `render` take.
@NullMarked
package io.synapsemesh.core.model;

import org.jspecify.annotations.NullMarked;
