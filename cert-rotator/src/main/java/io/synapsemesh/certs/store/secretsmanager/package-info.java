/// A folder in AWS Secrets Manager. *Takes* sealed bytes, *gives* them back, *never* moves AWSCURRENT to a version it
/// has not read back.
@NullMarked
package io.synapsemesh.certs.store.secretsmanager;

import org.jspecify.annotations.NullMarked;
