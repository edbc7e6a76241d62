/// The one engine that evaluates the constraints of the documents. *Takes* trees and shapes, *gives* records or
/// diagnostics,
/// all of them, *never* looks at a second document.
@NullMarked
package io.synapsemesh.documents.check;

import org.jspecify.annotations.NullMarked;
