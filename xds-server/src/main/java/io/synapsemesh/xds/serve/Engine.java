package io.synapsemesh.xds.serve;

import io.synapsemesh.core.event.EventSink;

/// What every ADS stream shares.
record Engine(
        Limits limits,
        Timers timers,
        Counters counters,
        AckListener acks,
        SecretListener secrets,
        EventSink events,
        AckedStore store,
        Quarantine quarantine) {}
