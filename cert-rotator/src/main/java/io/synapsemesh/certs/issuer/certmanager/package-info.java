/// cert-manager as issuer, through the Kubernetes API. *Takes* a request, *gives* the chain that its controllers put
/// into a `CertificateRequest`, *never* leaves the object behind and never believes the `ca` written beside the chain.
@NullMarked
package io.synapsemesh.certs.issuer.certmanager;

import org.jspecify.annotations.NullMarked;
