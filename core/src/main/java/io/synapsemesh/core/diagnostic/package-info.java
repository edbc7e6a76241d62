/// What is wrong with the user's input, as values. *Never* thrown.
@NullMarked
package io.synapsemesh.core.diagnostic;

import org.jspecify.annotations.NullMarked;
