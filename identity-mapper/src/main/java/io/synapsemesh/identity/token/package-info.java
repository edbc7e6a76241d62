/// Reads mesh tokens. *Takes* the compact text a client sent and the providers in force, *gives* who it is or the exact
/// reason why it is nobody, *never* fetches, guesses or lets a claim pass that it did not understand.
@NullMarked
package io.synapsemesh.identity.token;

import org.jspecify.annotations.NullMarked;
