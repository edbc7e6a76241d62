package io.synapsemesh.core.diagnostic;

import java.util.Locale;

/// Every diagnostic code. A code is never reused; each has a page `docs/codes/SYNnnnn.md` and a golden case.
///
/// Ranges: 0100 file and YAML, 0200 schema, 0300 rules, 0400 references, 0500 compile, 0600 targets, 0700 xDS at run
/// time,
/// 0800 certificates, 0900 tokens and IdPs, 1000 Azure and drift, 1100 analyze, 1200 environment and CLI.
public enum Code {
    SYN0101("not YAML"),
    SYN0102("file is too large"),
    SYN0103("document is nested too deep"),
    SYN0104("too many aliases"),
    SYN0105("duplicate key"),
    SYN0106("not a mapping"),
    SYN0107("forbidden tag"),
    SYN0108("too many documents"),
    SYN0109("too many nodes"),
    SYN0110("unknown apiVersion"),
    SYN0111("unknown kind"),
    SYN0112("same name twice"),
    SYN0113("more problems than are shown"),
    SYN0114("file cannot be read"),
    SYN0115("removals are held"),
    SYN0201("unknown field"),
    SYN0202("missing field"),
    SYN0203("wrong type"),
    SYN0204("does not match the pattern"),
    SYN0205("not one of the allowed values"),
    SYN0206("out of bounds"),
    SYN0301("exactly one of several fields"),
    SYN0302("not a GUID"),
    SYN0303("immutable field changed"),
    SYN0304("a rule of the document is broken"),
    SYN0310("issuer does not fit this type of provider"),
    SYN0320("not a bundle of certificate authorities"),
    SYN0401("unknown identity provider"),
    SYN0402("unknown workspace"),
    SYN0403("unknown role"),
    SYN0404("scope is not possible for this role"),
    SYN0405("unknown proxy"),
    SYN0406("conflicts with an older document"),
    SYN0421("not admitted by the workspace"),
    SYN0431("workspace was recreated"),
    SYN0501("subject matches nothing"),
    SYN0511("not provable on this endpoint"),
    SYN0512("shadowed by a Deny"),
    SYN0521("route needs the body"),
    SYN0522("route table weakens a built-in row"),
    SYN0523("upstream address is not allowed"),
    SYN0601("Envoy cannot express this"),
    SYN0602("Envoy expresses this partly"),
    SYN0701("rejected by a proxy"),
    SYN0702("stream is not authorized"),
    SYN0703("secret refused"),
    SYN0704("tightening rejected by a proxy"),
    SYN0705("more replicas than declared"),
    SYN0706("node token used from two addresses"),
    SYN0801("renewal is failing"),
    SYN0802("gate refused"),
    SYN0803("rotation is waiting"),
    SYN0804("outage budget is low"),
    SYN0805("a federated bundle cannot be fetched"),
    SYN0806("the issuer in force is another one"),
    SYN0808("evidence was changed"),
    SYN0821("store cannot be used now"),
    SYN0822("store refuses access"),
    SYN0823("too large for the store"),
    SYN0824("somebody else wrote"),
    SYN0825("answer of the store cannot be used"),
    SYN0826("a library is missing"),
    SYN0827("key-encryption key cannot be opened"),
    SYN0828("CA material is in another place"),
    SYN0841("ACME cannot prove this name"),
    SYN0901("JWKS cannot be fetched"),
    SYN0902("key is missing"),
    SYN0903("groups are unknown"),
    SYN1201("JDK is too old"),
    SYN1202("a tool is missing"),
    SYN1203("data directory is not private"),
    SYN1204("port is taken"),
    SYN1205("control plane cannot be reached"),
    SYN1206("credential refused"),
    SYN1207("trust domain is for the demo only"),
    SYN1208("platform is not supported"),
    SYN1209("wrong usage"),
    SYN1210("cannot be read or written"),
    SYN1211("the control plane refused the request"),
    SYN1212("data directory is in use");

    private final String title;

    Code(String title) {
        this.title = title;
    }

    /// A few words, as in the heading of the code's page.
    public String title() {
        return title;
    }

    /// The page that explains the code, relative to the repository.
    public String page() {
        return "docs/codes/" + name().toUpperCase(Locale.ROOT) + ".md";
    }
}
