/// Tokens by Azure's SDKs: `azure-identity` for service principals, workload identity and on-behalf-of, and the library
/// below it for managed identities. *Takes* a request that names everything, *gives* the token or what Entra said,
/// *never*
/// reads its environment, keeps a token, follows a redirect, or lets the SDK see (and log) what a server wrote freely.
@NullMarked
package io.synapsemesh.identity.exchange.adapter.azure;

import org.jspecify.annotations.NullMarked;
