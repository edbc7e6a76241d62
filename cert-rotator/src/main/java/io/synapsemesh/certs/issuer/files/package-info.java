/// Leaves that something else keeps on disk. *Takes* a folder, *gives* the pair it holds at this moment, *never* shows
/// a
/// pair that was half replaced, nor a key that others on the machine can read.
@NullMarked
package io.synapsemesh.certs.issuer.files;

import org.jspecify.annotations.NullMarked;
