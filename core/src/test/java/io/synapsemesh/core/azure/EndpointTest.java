package io.synapsemesh.core.azure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "dev, contoso.dev.azuresynapse.net, 443, false",
        "sql, contoso.sql.azuresynapse.net, 1433, true",
        "sqlOnDemand, contoso-ondemand.sql.azuresynapse.net, 1433, true"
    })
    void hasTheHostAndPortOfAzure(String name, String host, int port, boolean sql) {
        Endpoint endpoint = Endpoint.byDocumentName(name).orElseThrow();
        assertThat(endpoint.host("Contoso", "azuresynapse.net")).isEqualTo(host);
        assertThat(endpoint.defaultPort()).isEqualTo(port);
        assertThat(endpoint.isSql()).isEqualTo(sql);
        assertThat(endpoint).hasToString(name);
    }

    @ParameterizedTest
    @EnumSource
    void takesTheSuffixOfTheCloud(Endpoint endpoint) {
        assertThat(endpoint.host("contoso", "azuresynapse.usgovcloudapi.net"))
                .endsWith(".azuresynapse.usgovcloudapi.net");
    }

    @ParameterizedTest
    @EnumSource
    void slugIsLegalInResourceNames(Endpoint endpoint) {
        assertThat(endpoint.slug()).matches("[a-z]+");
    }

    @Test
    void knowsNoOtherNameAndNoOtherCase() {
        assertThat(Endpoint.byDocumentName("SQL")).isEmpty();
        assertThat(Endpoint.byDocumentName("sqlondemand")).isEmpty();
        assertThat(Endpoint.byDocumentName("web")).isEmpty();
    }
}
