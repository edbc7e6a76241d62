package io.synapsemesh.documents.check;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.synapsemesh.documents.schema.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The CEL rules of the shapes, each compiled once. Without `STANDARD_MACROS`, dev.cel knows neither `has` nor `all`.
///
/// A rule of ours that does not compile or evaluate is our defect: [IllegalStateException], met by the test that
/// evaluates them all, except that a rule which fails on a document counts as broken, never as kept.
final class CelRules {
    private static final Cel CEL = CelFactory.standardCelBuilder()
            .setOptions(CelOptions.current()
                    .enableHeterogeneousNumericComparisons(true)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .build();
    private static final Map<Class<?>, List<Compiled>> COMPILED = new ConcurrentHashMap<>();

    private CelRules() {}

    /// @param reads the members of `self` the rule looks at: it is not evaluated if one of them is wrong already
    record Compiled(Shape.Constraint constraint, CelRuntime.Program program, Set<String> reads) {
        boolean isKeptBy(Map<String, Object> self) {
            try {
                return Boolean.TRUE.equals(program.eval(Map.of("self", self)));
            } catch (CelEvaluationException notApplicable) {
                return false;
            }
        }
    }

    static List<Compiled> of(Shape.Structure structure) {
        List<Compiled> known = COMPILED.get(structure.type());
        if (known != null) {
            return known;
        }
        List<Compiled> compiled =
                structure.constraints().stream().map(CelRules::compile).toList();
        COMPILED.putIfAbsent(structure.type(), compiled);
        return compiled;
    }

    static CelAbstractSyntaxTree parse(String rule) {
        try {
            return CEL.compile(rule).getAst();
        } catch (CelValidationException wrong) {
            throw new IllegalStateException("not a CEL rule: " + rule, wrong);
        }
    }

    private static Compiled compile(Shape.Constraint constraint) {
        CelAbstractSyntaxTree ast = parse(constraint.cel());
        try {
            return new Compiled(constraint, CEL.createProgram(ast), CelSubset.membersRead(ast));
        } catch (CelEvaluationException wrong) {
            throw new IllegalStateException("not a CEL rule: " + constraint.cel(), wrong);
        }
    }
}
