package io.synapsemesh.controlplane.cli;

import picocli.CommandLine;

/// The version in the manifest of the jar; `dev` when run from classes.
public final class BuildVersion implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"synapsemesh " + text()};
    }

    public static String text() {
        String version = BuildVersion.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
