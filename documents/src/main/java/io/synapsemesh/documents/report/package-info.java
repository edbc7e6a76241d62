/// Diagnostics as people and tools read them. *Takes* diagnostics, *gives* text, *never* finds one.
@NullMarked
package io.synapsemesh.documents.report;

import org.jspecify.annotations.NullMarked;
