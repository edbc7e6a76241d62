/// Groups that a token does not carry. *Takes* a verified principal and the groups that policies mention, *gives* those
/// it is in, *never* says "none" where it could not find out.
///
/// [io.synapsemesh.identity.group.GroupLookups] is what a decision asks; behind it stands one
/// [io.synapsemesh.identity.group.GroupDirectory] for each provider, from a package `adapter.<system>`.
@NullMarked
package io.synapsemesh.identity.group;

import org.jspecify.annotations.NullMarked;
