package io.synapsemesh.xds.render;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The texts an Envoy starts from.
///
/// @param bootstrap YAML
/// @param secrets files to write into the secrets folder, by name: they name the token's and the anchors' files and
/// hold neither. Envoy re-reads a file it was pointed to so, and no other way, without a restart.
public record BootstrapFiles(String bootstrap, SortedMap<String, String> secrets) {
    public BootstrapFiles {
        secrets = Collections.unmodifiableSortedMap(new TreeMap<>(secrets));
    }
}
