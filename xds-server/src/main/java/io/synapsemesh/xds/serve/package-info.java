/// The ADS engine and its neighbours on port 15010: Delta and state-of-the-world xDS, CSDS, the access log sink.
///
/// *Takes* published [io.synapsemesh.xds.snapshot.Snapshot]s and authenticated gRPC streams. *Gives* each
/// stream its own
/// view, in the order that breaks nothing, and tells what proxies took and refused. *Never* does: trusts
/// `node.id` or an address, resends what was refused, buffers for a stalled client, serves one proxy what
/// belongs to another, answers a call that was not authenticated.
///
/// Rules and their sources are in the decision record "own ADS engine". Start reading at
/// [io.synapsemesh.xds.serve.AdsServer], then [io.synapsemesh.xds.serve.AdsStream] and
/// [io.synapsemesh.xds.serve.Subscription].
@NullMarked
package io.synapsemesh.xds.serve;

import org.jspecify.annotations.NullMarked;
