//! Whatever is altered in the database behind the registry's back, `verify` finds it and names the table.

use diesel::{QueryableByName, RunQueryDsl as _, sql_query, sql_types::Text};
use presence_model::KeyAlgorithm;
use presence_store::{AnyConnection, verify};

use crate::{
    harness::{ACTIVE, TestApp, execute, on_both},
    oauth::{assertion, claims, form, sign_in, signed_in, with_key},
};

on_both! { every_value_is_watched rows_that_are_missing_or_added_are_found spaces_around_a_record_are_found
careful_rewriting_is_found_by_the_key triggers_and_views_are_found }

const KENYA: &str = "/v1/presences/ken-hra/status-updates";

/// The tables that there are. A new one is altered too, and must have a row here.
const TABLES: &[&str] = &[
    "adviser_post_covers",
    "adviser_post_titles",
    "adviser_posts",
    "audit_events",
    "changes",
    "client_keys",
    "client_secrets",
    "client_uses",
    "clients",
    "countries",
    "idempotency_keys",
    "import_parts",
    "imports",
    "offices",
    "presence_bases",
    "presence_covers",
    "presence_names",
    "presence_reporting_lines",
    "presences",
    "private_keys",
    "programme_records",
    "revocations",
    "signing_keys",
    "status_updates",
    "submission_attachments",
    "submission_keepers",
    "used_assertions",
    "webhook_deliveries",
    "webhook_secrets",
    "webhook_states",
    "webhooks",
];

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Every column of every table, as the database itself says. The head is found out by its key only, which this process has
/// not: see `careful_rewriting_is_found_by_the_key`.
fn columns(connection: &mut AnyConnection) -> Vec<Column> {
    match connection {
        AnyConnection::Sqlite(connection) => sql_query(
            "SELECT t.name AS place, c.name AS name, c.type AS kind FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '%migrations' \
             AND t.name <> 'ledger_head' ORDER BY 1, c.cid",
        )
        .load(connection),
        AnyConnection::Postgres(connection) => sql_query(
            "SELECT table_name::text AS place, column_name::text AS name, data_type::text AS kind \
             FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE '%migrations' AND table_name <> 'ledger_head' \
             ORDER BY 1, ordinal_position",
        )
        .load(connection),
    }
    .unwrap()
}

fn value(connection: &mut AnyConnection, sql: &str) -> Option<String> {
    let found: Vec<Value> = match connection {
        AnyConnection::Sqlite(connection) => sql_query(sql).load(connection),
        AnyConnection::Postgres(connection) => sql_query(sql).load(connection),
    }
    .unwrap();
    found.into_iter().next().map(|found| found.value)
}

/// Gives a registry a row in every table, and stops it. The secret of a client comes with it.
pub fn fill(app: &mut TestApp) -> (String, String) {
    let (desk, kenya) = (app.desk(), app.office("KEN"));
    assert_eq!(app.post_with(&kenya, KENYA, &[("idempotency-key", "one")], ACTIVE).status, 201);
    assert_eq!(app.post(&kenya, "/v1/presences/per-hra/status-updates", ACTIVE).status, 403);
    let basis = r#"{"mandate": {"basis": "HRC resolution", "reference": "A/HRC/RES/1", "date": "2020-01-01"},
        "covers": ["KEN", "SOM"]}"#;
    let changed = app.patch(&desk, "/v1/presences/ken-hra", "*", basis);
    assert_eq!(changed.status, 200, "{}", changed.text);
    let post = r#"{"title": {"fr": "Conseiller"}, "covers": ["KEN"]}"#;
    let changed = app.patch(&desk, "/v1/adviser-posts/ken-hra-1", "*", post);
    assert_eq!(changed.status, 200, "{}", changed.text);
    let donor = r#"{"code": "norway", "type": "state", "name": "Norway", "country": "NOR"}"#;
    assert_eq!(app.post(&desk, "/v1/donors", donor).status, 201);
    let webhook = app.post(&desk, "/v1/webhooks", r#"{"name": "nobody", "url": "https://registry.invalid/"}"#);
    assert_eq!(webhook.status, 201, "{}", webhook.text);
    let webhook = format!("/v1/webhooks/{}", webhook.json["id"].as_str().unwrap());
    assert_eq!(app.post(&desk, &format!("{webhook}/ping"), "").status, 200);
    assert_eq!(app.post(&desk, "/v1/calls", crate::submissions::CALL).status, 201);
    let submission = crate::submissions::submit(app, "For everybody.");
    crate::submissions::attach(app, &submission, "application/pdf", "reply.pdf", crate::submissions::PDF);
    let import = app.post_with(
        &kenya,
        "/v1/imports?format=json",
        &[("idempotency-key", "two")],
        r#"[{"presence": "ken-hra", "status": "active", "effective_on": "2024-06-19"}]"#,
    );
    assert_eq!(import.status, 200, "{}", import.text);
    let (id, secret, token) = signed_in(app, &["--office", "KEN"]);
    assert_eq!(form(app, "/oauth/revoke", Some((&id, &secret)), &[("token", &token)]).status, 200);
    let (pem, signer) = with_key(app, KeyAlgorithm::ES256);
    let signed = assertion(&pem, jsonwebtoken::Algorithm::ES256, &claims(app, &signer));
    assert_eq!(sign_in(app, &signed).status, 200);
    app.until(|| (app.get_as(&desk, "/v1/audit?action=refused").json["data"] != serde_json::json!([])).then_some(()));
    app.kill();
    (id, secret)
}

/// A registry that has a row in every table, stopped; and a connection for somebody whom no constraint holds up.
fn filled(app: &mut TestApp) -> AnyConnection {
    fill(app);
    let mut connection = app.connection();
    for statement in match connection {
        AnyConnection::Sqlite(_) => vec!["PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"],
        AnyConnection::Postgres(_) => vec![
            "DO $$ DECLARE c record; BEGIN FOR c IN SELECT conrelid::regclass AS place, conname FROM pg_constraint \
             WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace \
             LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.place, c.conname); END LOOP; END $$",
        ],
    } {
        execute(&mut connection, statement).unwrap();
    }
    assert_eq!(wrong(&mut connection), Vec::<String>::new());
    connection
}

fn wrong(connection: &mut AnyConnection) -> Vec<String> {
    verify::check(connection).unwrap().wrong
}

/// Another value for a column, as SQL.
fn other(connection: &AnyConnection, column: &Column) -> String {
    let (name, kind) = (format!("\"{}\"", column.name), column.kind.to_lowercase());
    let sqlite = matches!(connection, AnyConnection::Sqlite(_));
    match kind.as_str() {
        "text" => format!("COALESCE({name}, '') || 'x'"),
        "bigint" | "integer" => format!("COALESCE({name}, 0) + 1000000"),
        "boolean" => format!("NOT {name}"),
        "double precision" => format!("COALESCE({name}, 0) + 0.000001"),
        "date" if sqlite => format!("COALESCE(date({name}, '+1 day'), '2020-01-01')"),
        "date" => format!("COALESCE({name} + 1, '2020-01-01')"),
        "blob" => format!("CAST(COALESCE({name}, x'') || x'00' AS BLOB)"),
        "bytea" => format!("COALESCE({name}, '') || '\\x00'::bytea"),
        _ => panic!("{kind}"),
    }
}

/// How the database itself calls rows.
fn row_name(connection: &AnyConnection) -> &'static str {
    if matches!(connection, AnyConnection::Sqlite(_)) { "rowid" } else { "ctid" }
}

fn every_value_is_watched(app: &mut TestApp) {
    let mut connection = filled(app);
    let columns = columns(&mut connection);
    let mut tables: Vec<_> = columns.iter().map(|column| column.place.as_str()).collect();
    tables.dedup();
    assert_eq!(tables, TABLES);
    let row = row_name(&connection);
    for table in &tables {
        let count = value(&mut connection, &format!("SELECT CAST(count(*) AS TEXT) AS value FROM {table}"));
        assert_ne!(count.as_deref(), Some("0"), "{table} has a row");
        execute(&mut connection, &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).unwrap();
    }
    let mut seen = Vec::new();
    for column in &columns {
        let (table, name) = (&column.place, format!("\"{}\"", column.name));
        for new in [other(&connection, column), "NULL".to_owned()] {
            // A row that has a value there, if there is one.
            let find =
                format!("SELECT CAST({row} AS TEXT) AS value FROM {table} ORDER BY {name} IS NULL, {row} LIMIT 1");
            let place = value(&mut connection, &find).unwrap();
            let revision = (table == "changes").then(|| {
                let find = format!("SELECT CAST(revision AS TEXT) AS value FROM changes WHERE {row} = '{place}'");
                value(&mut connection, &find).unwrap()
            });
            let not = if new == "NULL" { format!(" AND {name} IS NOT NULL") } else { String::new() };
            let update = format!("UPDATE {table} SET {name} = {new} WHERE {row} = '{place}'{not}");
            let done = execute(&mut connection, &update);
            if new == "NULL" && !matches!(done, Ok(1)) {
                // It may not be missing, or is missing already.
                continue;
            }
            assert_eq!(done.unwrap(), 1, "{update}");
            let found = wrong(&mut connection);
            let names = |line: &String| {
                let rest = line.strip_prefix(table.as_str()).filter(|rest| rest.starts_with([':', ' ']));
                let entry = revision.as_ref().map(|revision| format!(": revision {revision} was altered"));
                rest.is_some_and(|rest| entry.is_none_or(|entry| rest.starts_with(&entry)))
            };
            assert!(found.iter().any(names), "{update} is not found, only {found:?}");
            if !seen.contains(table) {
                seen.push(table.clone());
                let output = app.run(&["verify"]);
                let said = String::from_utf8_lossy(&output.stdout).into_owned();
                assert!(
                    !output.status.success() && said.lines().any(|line| line.starts_with(table.as_str())),
                    "{said}"
                );
            }
            execute(&mut connection, &format!("DELETE FROM {table}")).unwrap();
            execute(&mut connection, &format!("INSERT INTO {table} SELECT * FROM kept_{table}")).unwrap();
        }
    }
    assert_eq!(seen, TABLES);
    assert_eq!(wrong(&mut connection), Vec::<String>::new(), "all is as it was");
    assert!(app.run(&["verify"]).status.success());
}

fn rows_that_are_missing_or_added_are_found(app: &mut TestApp) {
    let mut connection = filled(app);
    let row = row_name(&connection);
    // Of these a row that is gone is not missed: they are forgotten after a while, or when they are used again.
    let forgotten = [
        "client_uses",
        "idempotency_keys",
        "import_parts",
        "imports",
        "used_assertions",
        "webhook_deliveries",
        "webhook_states",
    ];
    let last = "audit_events";
    for table in TABLES.iter().filter(|table| !forgotten.contains(table) && **table != last) {
        execute(&mut connection, &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).unwrap();
        let first = format!("SELECT CAST({row} AS TEXT) AS value FROM {table} ORDER BY {row} LIMIT 1");
        let first = value(&mut connection, &first).unwrap();
        assert_eq!(execute(&mut connection, &format!("DELETE FROM {table} WHERE {row} = '{first}'")).unwrap(), 1);
        let found = wrong(&mut connection);
        assert!(found.iter().any(|line| line.starts_with(table)), "{table}: {found:?}");
        execute(&mut connection, &format!("DELETE FROM {table}")).unwrap();
        execute(&mut connection, &format!("INSERT INTO {table} SELECT * FROM kept_{table}")).unwrap();
    }
    for (statement, said) in [
        ("DELETE FROM changes WHERE revision = 200", "changes: revision 200 was altered or is missing"),
        ("DELETE FROM changes WHERE revision > 200 AND revision < 300", "changes: revision 201"),
        ("UPDATE changes SET revision = -revision WHERE revision IN (10, 11)", "changes: revision 10"),
    ] {
        execute(&mut connection, statement).unwrap();
        let found = wrong(&mut connection);
        assert!(found.iter().any(|line| line.starts_with(said)), "{statement}: {found:?}");
        let output = app.run(&["verify"]);
        assert!(!output.status.success() && String::from_utf8_lossy(&output.stdout).contains(said));
        execute(&mut connection, "DELETE FROM changes").unwrap();
        execute(&mut connection, "INSERT INTO changes SELECT * FROM kept_changes").unwrap();
    }
    let added = "INSERT INTO presence_names (presence, language, name) VALUES ('ken-hra', 'xx', 'x')";
    execute(&mut connection, added).unwrap();
    assert!(wrong(&mut connection).iter().any(|line| line.starts_with("presence_names")));
}

fn spaces_around_a_record_are_found(app: &mut TestApp) {
    let mut connection = filled(app);
    for (new, old) in [("record || ' '", "record"), ("' ' || record", "record"), ("record || chr(10)", "record")] {
        let new = if matches!(connection, AnyConnection::Sqlite(_)) { new.replace("chr", "char") } else { new.into() };
        execute(&mut connection, "CREATE TABLE kept AS SELECT * FROM changes WHERE revision = 300").unwrap();
        execute(&mut connection, &format!("UPDATE changes SET {old} = {new} WHERE revision = 300")).unwrap();
        let found = wrong(&mut connection);
        assert_eq!(found, ["changes: revision 300 was altered or is missing"], "{new}");
        execute(&mut connection, "DELETE FROM changes WHERE revision = 300").unwrap();
        execute(&mut connection, "INSERT INTO changes SELECT * FROM kept").unwrap();
        execute(&mut connection, "DROP TABLE kept").unwrap();
    }
}

/// What `verify` says; it must find something.
fn refused(app: &TestApp) -> String {
    let output = app.run(&["verify"]);
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn careful_rewriting_is_found_by_the_key(app: &mut TestApp) {
    let (desk, kenya) = (app.desk(), app.office("KEN"));
    let made = app.post_with(&kenya, KENYA, &[("idempotency-key", "one")], ACTIVE);
    let revision = made.json["id"].as_u64().unwrap();
    let entry = app.get_as(&desk, &format!("/v1/ledger/entries/{revision}")).text;
    let (id, secret, token) = signed_in(app, &["--office", "KEN"]);
    assert_eq!(form(app, "/oauth/revoke", Some((&id, &secret)), &[("token", &token)]).status, 200);
    assert_eq!(app.post(&kenya, "/v1/presences/per-hra/status-updates", ACTIVE).status, 403);
    app.until(|| (app.get_as(&desk, "/v1/audit?action=refused").json["data"] != serde_json::json!([])).then_some(()));
    app.kill();
    app.succeed(&["verify"]);
    let mut connection = app.connection();

    // A checksum that anybody can compute, in place of a signed one.
    execute(&mut connection, "UPDATE idempotency_keys SET seal = substr(seal, 66)").unwrap();
    assert_eq!(wrong(&mut connection), Vec::<String>::new(), "without the key nothing is seen");
    assert!(refused(app).contains("idempotency_keys one: "));
    execute(&mut connection, "DELETE FROM idempotency_keys").unwrap();
    app.succeed(&["verify"]);

    // The newest entry with its row: a revoked token lives again.
    execute(&mut connection, "CREATE TABLE kept AS SELECT * FROM changes WHERE kind = 'revocation'").unwrap();
    execute(&mut connection, "CREATE TABLE kept_row AS SELECT * FROM revocations").unwrap();
    execute(&mut connection, "DELETE FROM revocations").unwrap();
    execute(&mut connection, "DELETE FROM changes WHERE kind = 'revocation'").unwrap();
    assert_eq!(wrong(&mut connection), Vec::<String>::new(), "without the key nothing is seen");
    assert!(refused(app).contains("ledger_head: "));
    assert!(app.fail(&["serve", "--bind", "127.0.0.1:0"]).contains("ledger_head: "), "nor is it served");
    assert!(app.fail(&["client", "add", "--office", "KEN", "--name", "x"]).contains("ledger_head: "));
    execute(&mut connection, "INSERT INTO changes SELECT * FROM kept").unwrap();
    execute(&mut connection, "INSERT INTO revocations SELECT * FROM kept_row").unwrap();
    app.succeed(&["verify"]);

    // An entry, its hash and its row, all rewritten alike.
    let hash = presence_core::tree::leaf(entry.replace("Office open.", "Office shut.").as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = match connection {
        AnyConnection::Sqlite(_) => format!("x'{hash}'"),
        AnyConnection::Postgres(_) => format!("'\\x{hash}'::bytea"),
    };
    for statement in [
        format!(
            "UPDATE changes SET record = replace(record, 'Office open.', 'Office shut.') WHERE revision = {revision}"
        ),
        format!("UPDATE changes SET hash = {hash} WHERE revision = {revision}"),
        format!("UPDATE status_updates SET note = 'Office shut.' WHERE id = {revision}"),
    ] {
        assert_eq!(execute(&mut connection, &statement).unwrap(), 1, "{statement}");
    }
    assert_eq!(wrong(&mut connection), Vec::<String>::new(), "without the key nothing is seen");
    assert!(refused(app).contains("ledger_head: "));

    // The end of the audit trail.
    execute(&mut connection, "DELETE FROM audit_events WHERE id = (SELECT max(id) FROM audit_events)").unwrap();
    assert!(refused(app).contains("audit_events: "));

    // A head that is taken away is missed.
    execute(&mut connection, "DELETE FROM ledger_head").unwrap();
    assert!(refused(app).contains("ledger_head: "));
}

fn triggers_and_views_are_found(app: &mut TestApp) {
    app.kill();
    let mut connection = app.connection();
    let (make, drop): (&[&str], &str) = match connection {
        AnyConnection::Sqlite(_) => (
            &["CREATE TRIGGER hide AFTER INSERT ON audit_events BEGIN DELETE FROM audit_events WHERE id = NEW.id; END"],
            "DROP TRIGGER hide",
        ),
        AnyConnection::Postgres(_) => (
            &[
                "CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER hide BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION hide()",
            ],
            "DROP FUNCTION hide CASCADE",
        ),
    };
    make.iter().for_each(|statement| drop_count(execute(&mut connection, statement)));
    assert!(refused(app).contains("schema: the trigger `hide`"));
    if let Some(file) = app.database.strip_prefix("sqlite:") {
        let to = app.folder.path().join("restored.db");
        let restore = std::process::Command::new(crate::harness::PROGRAM)
            .args(["restore", file, "--database-url", &format!("sqlite:{}", to.display()), "--data-dir"])
            .arg(app.folder.path().join("other"))
            .output()
            .unwrap();
        assert!(!restore.status.success() && !to.exists(), "a trigger is not carried along");
    }
    execute(&mut connection, drop).unwrap();
    app.succeed(&["verify"]);
    execute(&mut connection, "CREATE VIEW shown AS SELECT 1 AS one").unwrap();
    assert!(refused(app).contains("schema: the view `shown`"));
}

fn drop_count(done: diesel::QueryResult<usize>) {
    done.unwrap();
}
