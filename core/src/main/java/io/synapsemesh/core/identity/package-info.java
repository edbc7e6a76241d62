/// SPIFFE's nouns: trust domains and ids. *Takes* text, *gives* names that cannot be wrong, *never* folds or guesses.
@NullMarked
package io.synapsemesh.core.identity;

import org.jspecify.annotations.NullMarked;
