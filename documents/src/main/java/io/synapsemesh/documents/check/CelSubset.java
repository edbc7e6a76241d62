package io.synapsemesh.documents.check;

import com.google.common.collect.ImmutableSortedSet;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a rule may use: only what dev.cel and the Kubernetes API server evaluate alike. Kubernetes' own functions
/// (`url`,
/// `cidr`, `quantity`, `format`, `find`, `isSorted`, `sum`) do not exist in dev.cel; dev.cel's extensions differ in
/// version
/// from the API server's.
public final class CelSubset {
    /// The functions of the expanded rule: the operators, what the standard macros expand to, and five of texts, one
    /// of
    /// sizes, one of times.
    static final Set<String> FUNCTIONS = ImmutableSortedSet.of(
            "_&&_",
            "_||_",
            "!_",
            "_?_:_",
            "_==_",
            "_!=_",
            "_<_",
            "_<=_",
            "_>_",
            "_>=_",
            "_+_",
            "@in",
            "@not_strictly_false",
            "contains",
            "duration",
            "endsWith",
            "matches",
            "size",
            "startsWith");

    private CelSubset() {}

    /// The functions of `rule` that are outside the subset; empty if the rule is fine.
    public static Set<String> foreignFunctions(String rule) {
        Set<String> used = CelNavigableAst.fromAst(CelRules.parse(rule))
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CALL)
                .map(node -> node.expr().call().function())
                .collect(Collectors.toCollection(TreeSet::new));
        used.removeAll(FUNCTIONS);
        return used;
    }

    /// The members of `self` a rule looks at.
    static Set<String> membersRead(CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.SELECT)
                .map(CelNavigableExpr::expr)
                .filter(CelSubset::isOfSelf)
                .map(expr -> expr.select().field())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isOfSelf(CelExpr expr) {
        CelExpr operand = expr.select().operand();
        return operand.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && operand.ident().name().equals("self");
    }
}
