/// A folder in Google Secret Manager. *Takes* sealed bytes, *gives* them back, *never* lets a reader see a version that
/// was not verified.
@NullMarked
package io.synapsemesh.certs.store.secretmanager;

import org.jspecify.annotations.NullMarked;
