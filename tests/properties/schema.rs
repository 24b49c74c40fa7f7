//! The two migrations make the same schema.

use std::collections::{BTreeMap, BTreeSet};

/// All migrations of a database, in order.
fn migrations(of: &str) -> String {
    let folder = format!("{}/migrations/{of}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|folder| std::fs::read_to_string(folder.join("up.sql")).unwrap()).collect()
}

/// A schema in a form that does not depend on how either database has to be told.
fn normal(sql: &str) -> BTreeMap<String, BTreeSet<String>> {
    let sql: String = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join(" ");
    let mut tables = BTreeMap::<String, BTreeSet<String>>::new();
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        let words: Vec<_> = statement.split_whitespace().collect();
        let text = words.join(" ");
        match words[..] {
            ["CREATE", "TABLE", table, ..] => {
                let inner = text.split_once('(').unwrap().1.rsplit_once(')').unwrap().0;
                for part in split(inner) {
                    // SQLite calls the 64-bit key of a table INTEGER.
                    let part = part
                        .replace("INTEGER NOT NULL PRIMARY KEY", "BIGINT NOT NULL PRIMARY KEY")
                        .replace("BLOB", "BYTEA");
                    match part.split_once(" REFERENCES ") {
                        Some((column, reference)) if !part.starts_with("FOREIGN") => {
                            let name = column.split(' ').next().unwrap();
                            tables.entry(table.to_owned()).or_default().insert(column.to_owned());
                            tables
                                .entry(table.to_owned())
                                .or_default()
                                .insert(format!("FOREIGN KEY ({name}) REFERENCES {reference}"));
                        }
                        _ => drop(tables.entry(table.to_owned()).or_default().insert(part)),
                    }
                }
            }
            // The same checks in other words.
            ["ALTER", "TABLE", _, "ADD", "CONSTRAINT", ..] => {}
            ["ALTER", "TABLE", table, "ADD", ..] => {
                let rest = text.split_once(" ADD ").unwrap().1.replace("BLOB", "BYTEA");
                tables.entry(table.to_owned()).or_default().insert(rest);
            }
            // The same checks in other words.
            ["PRAGMA", ..] | ["UPDATE", "sqlite_schema", ..] | ["ALTER", "TABLE", _, "DROP", "CONSTRAINT", ..] => {}
            _ => drop(tables.entry("other".to_owned()).or_default().insert(text)),
        }
    }
    tables
}

/// Splits at the commas outside parentheses.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}

#[test]
fn the_migrations_agree() {
    let (sqlite, postgres) = (normal(&migrations("sqlite")), normal(&migrations("postgres")));
    assert!(sqlite.len() >= 14);
    assert_eq!(sqlite, postgres);
}
