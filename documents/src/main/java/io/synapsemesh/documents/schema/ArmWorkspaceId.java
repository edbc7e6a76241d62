package io.synapsemesh.documents.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The ARM id of a Synapse workspace; ARM compares it without case.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
@Length(max = 400)
@Pattern(
        value =
                "^/(?i:subscriptions)/[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/(?i:resourcegroups)/[\\pL\\pN_().-]{0,89}[\\pL\\pN_()-]/(?i:providers/microsoft\\.synapse/workspaces)/[A-Za-z0-9]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?$",
        example =
                "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/rg/providers/Microsoft.Synapse/workspaces/contoso")
public @interface ArmWorkspaceId {}
