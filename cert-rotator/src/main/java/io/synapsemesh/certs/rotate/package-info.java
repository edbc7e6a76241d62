/// When a leaf is renewed. *Takes* the leaves somebody wants, *gives* valid ones and says when they change, *never*
/// drops a valid leaf because a new one could not be had, and never hands one out before the event of its issuance was
/// acknowledged.
@NullMarked
package io.synapsemesh.certs.rotate;

import org.jspecify.annotations.NullMarked;
