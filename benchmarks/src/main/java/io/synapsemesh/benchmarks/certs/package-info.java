/// How fast a rotated leaf and a new root reach everybody. *Takes* the real ledger, audit log and ADS engine, *gives*
/// figures beside the same engine without evidence. *Never* counts a stream that has not acknowledged.
@NullMarked
package io.synapsemesh.benchmarks.certs;

import org.jspecify.annotations.NullMarked;
