//! Compares a database's schema with the one that the migrations make: triggers, views and rules are never the registry's
//! own, and could hide or change what is recorded.

use std::collections::BTreeSet;

use diesel::{RunQueryDsl, sql_query, sql_types::Text};

use super::{connection::AnyConnection, error::StoreError};

#[derive(diesel::QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// What SQLite has; what it makes by itself has no definition.
const SQLITE: &str = "SELECT type AS what, name, sql AS definition FROM sqlite_master WHERE sql IS NOT NULL \
    AND name NOT LIKE 'sqlite_%' ORDER BY type, name";

/// What PostgreSQL has that no migration makes.
const FOREIGN: &str = "\
    SELECT 'trigger' AS what, t.tgname::text AS name, c.relname::text AS definition FROM pg_trigger t \
        JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
        WHERE NOT t.tgisinternal AND n.nspname = current_schema() \
    UNION ALL SELECT 'view', viewname::text, '' FROM pg_views WHERE schemaname = current_schema() \
    UNION ALL SELECT 'view', matviewname::text, '' FROM pg_matviews WHERE schemaname = current_schema() \
    UNION ALL SELECT 'rule', rulename::text, tablename::text FROM pg_rules WHERE schemaname = current_schema() \
    UNION ALL SELECT 'policy', policyname::text, tablename::text FROM pg_policies WHERE schemaname = current_schema() \
    UNION ALL SELECT 'function', p.proname::text, '' FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace \
        WHERE n.nspname = current_schema() \
    ORDER BY 1, 2";

/// The columns of PostgreSQL's tables.
const COLUMNS: &str = "SELECT 'column' AS what, table_name::text AS name, column_name::text AS definition \
    FROM information_schema.columns WHERE table_schema = current_schema()";

/// The columns of SQLite's tables.
const SQLITE_COLUMNS: &str = "SELECT 'column' AS what, m.name AS name, c.name AS definition FROM sqlite_master m, \
    pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";

/// Triggers, views and rules that the migrations do not make, and what a database lacks or has otherwise; one line each.
pub(super) fn differences(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    let mut made = AnyConnection::in_memory()?;
    made.migrate()?;
    let mut wrong = Vec::new();
    let (own, expected) = match connection {
        AnyConnection::Sqlite(_) => (rows(connection, SQLITE)?, rows(&mut made, SQLITE)?),
        AnyConnection::Postgres(_) => {
            let foreign = rows(connection, FOREIGN)?;
            wrong.extend(
                foreign.iter().map(|(what, name, _)| format!("schema: the {what} `{name}` is not the registry's")),
            );
            (rows(connection, COLUMNS)?, rows(&mut made, SQLITE_COLUMNS)?)
        }
    };
    let show = |(what, name, of): &(String, String, String)| match what.as_str() {
        "column" => format!("column `{of}` of `{name}`"),
        _ => format!("{what} `{name}`"),
    };
    // Tables and indexes of somebody's own change nothing of what is recorded.
    let foreign = own.difference(&expected).filter(|(what, ..)| what == "trigger" || what == "view");
    wrong.extend(foreign.map(|row| format!("schema: the {} is not the registry's", show(row))));
    wrong.extend(expected.difference(&own).map(|row| format!("schema: the {} is missing or was changed", show(row))));
    Ok(wrong)
}

fn rows(connection: &mut AnyConnection, query: &str) -> Result<BTreeSet<(String, String, String)>, StoreError> {
    let rows: Vec<Named> = sql_query(query).load(connection)?;
    Ok(rows.into_iter().map(|row| (row.what, row.name, row.definition)).collect())
}
