/// Groups that a token does not carry. *Takes* a verified principal and the groups that policies mention, *gives* those
/// it is in, *never* says "none" where it could not find out.
@NullMarked
package io.synapsemesh.identity.group;

import org.jspecify.annotations.NullMarked;
