package io.synapsemesh.xds.serve;

/// Every scenario runs over both.
enum Transport {
    DELTA,
    SOTW
}
