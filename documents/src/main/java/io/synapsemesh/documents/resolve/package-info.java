/// Documents become the model of core: references looked up, admission checked, texts parsed into nouns. *Takes*
/// checked
/// documents, *gives* model values and diagnostics, *never* lets one document's mistake touch another.
@NullMarked
package io.synapsemesh.documents.resolve;

import org.jspecify.annotations.NullMarked;
