package io.synapsemesh.controlplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
    private final Terminal plain = Terminal.of(System.out, System.err, Map.of(), Terminal.Color.NO);

    @Test
    void padsColumnsAndShowsADashForNothing() {
        var table = new Table("NAME", "STATE");
        table.row("mesh/gateway", "");
        table.row("a", "Synced");

        assertThat(table.print(plain)).isEqualTo("NAME          STATE\nmesh/gateway  -\na             Synced\n");
    }

    @Test
    void doesNotLetTextSteerTheTerminal() {
        var table = new Table("NAME");
        table.row("a\u001b[2Jb\nc");

        assertThat(table.print(plain)).isEqualTo("NAME\na?[2Jb?c\n");
    }

    @Test
    void coloursHeadingsOnlyWhereColoursAreWanted() {
        var colourful = Terminal.of(System.out, System.err, Map.of(), Terminal.Color.YES);
        assertThat(new Table("NAME").print(colourful)).contains("\u001b[1m");
        assertThat(new Table("NAME").print(plain)).doesNotContain("\u001b");
    }
}
