package io.synapsemesh.simulator.oidc;

/// The names a tenant's tokens carry as `iss`, which need not be where its keys are served.
///
/// @param prefixV1 before `/{tenant}/`
/// @param prefixV2 before `/{tenant}/v2.0`
public record EntraAuthority(String prefixV1, String prefixV2) {
    /// Microsoft's public cloud: for configurations that insist on the real issuer and take keys from elsewhere.
    public static final EntraAuthority PUBLIC_CLOUD =
            new EntraAuthority("https://sts.windows.net", "https://login.microsoftonline.com");

    String issuerV1(String tenantId) {
        return prefixV1 + "/" + tenantId + "/";
    }

    String issuerV2(String tenantId) {
        return prefixV2 + "/" + tenantId + "/v2.0";
    }
}
