//! The tables, as diesel sees them on both databases. `migrations/` is where they are made.

use diesel::table;

use super::archive::archived;

// What is kept nowhere else: the ledger, and what stands beside it. Whoever refers to another comes after it.
archived! {
    changes (revision) {
        revision -> BigInt,
        recorded_at -> BigInt,
        office -> Text,
        client -> Text,
        token -> Nullable<Text>,
        request -> Nullable<Text>,
        kind -> Text,
        code -> Text,
        record -> Text,
        origin -> Nullable<Text>,
        hash -> Nullable<Binary>,
        trace -> Nullable<Text>,
    }

    imports (id) {
        id -> Text,
        office -> Text,
        client -> Text,
        token -> Nullable<Text>,
        request -> Nullable<Text>,
        format -> Text,
        mode -> Text,
        dry_run -> Bool,
        layout -> Text,
        state -> Text,
        received_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        parts -> Integer,
        read -> Integer,
        created -> Integer,
        updated -> Integer,
        unchanged -> Integer,
        rejected -> Integer,
        skipped -> Integer,
        failure -> Nullable<Text>,
        revision -> Nullable<BigInt>,
        seal -> Nullable<Text>,
        origin -> Nullable<Text>,
        trace -> Nullable<Text>,
    }

    import_parts (import, part) {
        import -> Text,
        part -> Integer,
        source -> Nullable<Binary>,
        report -> Nullable<Binary>,
        seal -> Nullable<Text>,
    }

    idempotency_keys (client, key) {
        client -> Text,
        key -> Text,
        fingerprint -> Text,
        revision -> Nullable<BigInt>,
        import -> Nullable<Text>,
        delivery -> Nullable<Text>,
        created_at -> BigInt,
        seal -> Nullable<Text>,
    }

    private_keys (id) {
        id -> Text,
        sealed -> Binary,
    }

    client_uses (client) {
        client -> Text,
        used_at -> BigInt,
        seal -> Nullable<Text>,
    }

    used_assertions (client, assertion) {
        client -> Text,
        assertion -> Text,
        until -> BigInt,
        seal -> Nullable<Text>,
    }

    ledger_head (id) {
        id -> BigInt,
        sealed -> Binary,
    }

    audit_events (id) {
        id -> BigInt,
        recorded_at -> BigInt,
        action -> Text,
        target -> Text,
        status -> Integer,
        detail -> Text,
        office -> Nullable<Text>,
        client -> Nullable<Text>,
        token -> Nullable<Text>,
        request -> Nullable<Text>,
        origin -> Nullable<Text>,
        repeated -> Nullable<BigInt>,
        chain -> Text,
    }

    webhook_states (webhook) {
        webhook -> Text,
        told -> BigInt,
        delivered -> Nullable<BigInt>,
        described -> BigInt,
        attempts -> Integer,
        next_attempt -> Nullable<BigInt>,
        failing_since -> Nullable<BigInt>,
        answered_at -> Nullable<BigInt>,
        answer_status -> Nullable<Integer>,
        answer_error -> Nullable<Text>,
        lease_by -> Nullable<Text>,
        lease_until -> Nullable<BigInt>,
        seal -> Text,
    }

    webhook_deliveries (id) {
        id -> Text,
        webhook -> Text,
        message -> Text,
        cause -> Text,
        revision -> Nullable<BigInt>,
        attempt -> Integer,
        sent_at -> BigInt,
        duration_ms -> Nullable<BigInt>,
        outcome -> Text,
        status -> Nullable<Integer>,
        error -> Nullable<Text>,
        seal -> Text,
    }

    submission_keepers (submission) {
        submission -> Text,
        secret_hash -> Text,
        contact -> Nullable<Text>,
        seal -> Text,
    }

    submission_attachments (submission) {
        submission -> Text,
        content -> Binary,
    }
}

// What follows from the ledger: it is made anew from it.

table! {
    countries (code) {
        code -> Text,
        iso2 -> Text,
        m49 -> Nullable<Text>,
        name_en -> Nullable<Text>,
        name_fr -> Nullable<Text>,
        name_es -> Nullable<Text>,
        name_ar -> Nullable<Text>,
        name_ru -> Nullable<Text>,
        name_zh -> Nullable<Text>,
        lat -> Nullable<Double>,
        lon -> Nullable<Double>,
        m49_region -> Text,
        m49_subregion -> Text,
        revision -> BigInt,
    }
}

table! {
    offices (code) {
        code -> Text,
        kind -> Text,
        name_en -> Nullable<Text>,
        name_fr -> Nullable<Text>,
        name_es -> Nullable<Text>,
        name_ar -> Nullable<Text>,
        name_ru -> Nullable<Text>,
        name_zh -> Nullable<Text>,
        country -> Nullable<Text>,
        revision -> BigInt,
    }
}

table! {
    presences (code) {
        code -> Text,
        #[sql_name = "type"]
        kind -> Text,
        status -> Text,
        status_since -> Nullable<Date>,
        operating_mode -> Nullable<Text>,
        operating_from_country -> Nullable<Text>,
        operating_from_city -> Nullable<Text>,
        country -> Text,
        city -> Text,
        lat -> Nullable<Double>,
        lon -> Nullable<Double>,
        region -> Text,
        host_entity -> Text,
        host_office -> Nullable<Text>,
        opened_on -> Nullable<Date>,
        opened -> Nullable<Text>,
        mandate_until -> Nullable<Text>,
        closure_reason -> Nullable<Text>,
        successor -> Nullable<Text>,
        source -> Text,
        source_as_of -> Text,
        confidence -> Text,
        source_note -> Nullable<Text>,
        initial_status -> Text,
        initial_since -> Nullable<Date>,
        initial_mode -> Nullable<Text>,
        last_update -> Nullable<BigInt>,
        revision -> BigInt,
        recorded_at -> BigInt,
    }
}

table! {
    presence_names (presence, language) {
        presence -> Text,
        language -> Text,
        name -> Text,
    }
}

table! {
    presence_covers (presence, position) {
        presence -> Text,
        position -> Integer,
        country -> Text,
    }
}

table! {
    presence_reporting_lines (presence, position) {
        presence -> Text,
        position -> Integer,
        line -> Text,
    }
}

table! {
    presence_bases (presence, kind) {
        presence -> Text,
        kind -> Text,
        basis -> Text,
        reference -> Nullable<Text>,
        dated -> Nullable<Date>,
    }
}

table! {
    adviser_posts (code) {
        code -> Text,
        presence -> Text,
        status -> Text,
        status_since -> Nullable<Date>,
        reason -> Nullable<Text>,
        grade -> Nullable<Text>,
        funded_until -> Nullable<Date>,
        duty_station_group -> Nullable<Text>,
        annual_cost -> Nullable<BigInt>,
        source -> Text,
        source_as_of -> Text,
        confidence -> Text,
        source_note -> Nullable<Text>,
        initial_status -> Text,
        initial_since -> Nullable<Date>,
        last_update -> Nullable<BigInt>,
        revision -> BigInt,
        recorded_at -> BigInt,
    }
}

table! {
    adviser_post_titles (post, language) {
        post -> Text,
        language -> Text,
        title -> Text,
    }
}

table! {
    adviser_post_covers (post, position) {
        post -> Text,
        position -> Integer,
        country -> Text,
    }
}

table! {
    status_updates (id) {
        id -> BigInt,
        recorded_at -> BigInt,
        presence -> Nullable<Text>,
        post -> Nullable<Text>,
        office -> Text,
        status -> Nullable<Text>,
        operating_mode -> Nullable<Text>,
        operating_from_country -> Nullable<Text>,
        operating_from_city -> Nullable<Text>,
        effective_on -> Date,
        reason -> Nullable<Text>,
        successor -> Nullable<Text>,
        note -> Nullable<Text>,
        note_language -> Nullable<Text>,
        note_visibility -> Text,
        supersedes -> Nullable<BigInt>,
        reference -> Nullable<Text>,
        decision -> Nullable<Text>,
        decision_reference -> Nullable<Text>,
        decided_on -> Nullable<Date>,
        enacts -> Nullable<BigInt>,
    }
}

table! {
    clients (id) {
        id -> Text,
        office -> Text,
        name -> Text,
        scopes -> Text,
        disabled -> Bool,
        revision -> BigInt,
    }
}

table! {
    client_secrets (client, id) {
        client -> Text,
        id -> Text,
        hash -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
    }
}

table! {
    client_keys (client, kid) {
        client -> Text,
        kid -> Text,
        jwk -> Text,
    }
}

table! {
    signing_keys (id) {
        id -> Text,
        purpose -> Text,
        jwk -> Text,
        signs_from -> BigInt,
        verifies_until -> Nullable<BigInt>,
        sealed -> Text,
    }
}

table! {
    revocations (token) {
        token -> Text,
        until -> BigInt,
    }
}

table! {
    programme_records (kind, code) {
        kind -> Text,
        code -> Text,
        record -> Text,
        revision -> BigInt,
        recorded_at -> BigInt,
    }
}

table! {
    webhooks (id) {
        id -> Text,
        office -> Text,
        name -> Text,
        url -> Text,
        filters -> Text,
        since -> BigInt,
        disabled -> Nullable<Text>,
        revision -> BigInt,
    }
}

table! {
    webhook_secrets (webhook, id) {
        webhook -> Text,
        id -> Text,
        sealed -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
    }
}
