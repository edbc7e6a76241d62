/// Documents. *Takes* the bytes of one file and the last good versions, *gives* documents with positions and every
/// diagnostic, *never* follows a reference to another document (that is `resolve`) and never throws on what it reads.
@NullMarked
package io.synapsemesh.documents;

import org.jspecify.annotations.NullMarked;
