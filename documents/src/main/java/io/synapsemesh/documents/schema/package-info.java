/// The constraints of the documents. *Takes* annotated records, *gives* shapes that the checker walks and the CRD
/// printer
/// prints, *never* looks at a document.
@NullMarked
package io.synapsemesh.documents.schema;

import org.jspecify.annotations.NullMarked;
