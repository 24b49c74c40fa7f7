//! Inserts of many rows at once. Each batch size is one statement that stays prepared on its connection; what diesel
//! makes of a slice of rows is put together and parsed anew every time, which costs as much as the insert. Many rows go
//! to PostgreSQL as one array for each column: it plans an insert of thousands of parameters again every time.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{BoxedSqlQuery, SqlQuery},
    sql_query,
};

use super::connection::AnyConnection;

/// Rows that go into their table in batches.
pub(super) trait Bulk: Sized {
    /// Inserts all of these rows.
    fn insert(connection: &mut AnyConnection, rows: &[Self]) -> QueryResult<()>;
}

/// An insert of `N` rows.
pub(super) struct Batch<'a, T, const N: usize>(pub(super) &'a [T; N]);

impl<T, C, const N: usize> diesel::RunQueryDsl<C> for Batch<'_, T, N> {}

/// From how many rows on they go to PostgreSQL as arrays.
pub(super) const MANY: usize = 100;
/// How many rows go in one statement then.
pub(super) const AT_ONCE: usize = 2000;

/// An insert of rows whose columns are bound as arrays, in this order.
pub(super) fn insert_arrays<'f>(table: &str, columns: &[&str]) -> BoxedSqlQuery<'f, Pg, SqlQuery> {
    let parameters: Vec<_> = (1..=columns.len()).map(|number| format!("${number}")).collect();
    let (columns, parameters) = (columns.join(", "), parameters.join(", "));
    sql_query(format!("INSERT INTO {table} ({columns}) SELECT * FROM unnest({parameters})")).into_boxed()
}

/// Makes a row type [`Bulk`]: its table, and the type of each column, which is called like the field.
macro_rules! bulk {
    ($row:ident into $table:ident, $first:ident: $of:ty $(, $column:ident: $type:ty)+) => {
        $crate::bulk::bulk!(@ diesel::sqlite::Sqlite, $row, $table, $first: $of $(, $column: $type)+);
        $crate::bulk::bulk!(@ diesel::pg::Pg, $row, $table, $first: $of $(, $column: $type)+);

        impl<const N: usize> diesel::query_builder::QueryId for $crate::bulk::Batch<'_, $row<'_>, N> {
            type QueryId = $crate::bulk::Batch<'static, $row<'static>, N>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl $crate::bulk::Bulk for $row<'_> {
            fn insert(connection: &mut AnyConnection, mut rows: &[Self]) -> diesel::QueryResult<()> {
                if let AnyConnection::Postgres(connection) = connection {
                    while rows.len() >= $crate::bulk::MANY {
                        let (now, later) = rows.split_at(rows.len().min($crate::bulk::AT_ONCE));
                        let columns = [stringify!($first) $(, stringify!($column))+];
                        let insert = $crate::bulk::insert_arrays(stringify!($table), &columns);
                        let values: Vec<_> = now.iter().map(|row| &row.$first).collect();
                        let insert = insert.bind::<diesel::sql_types::Array<$of>, _>(values);
                        $(
                            let values: Vec<_> = now.iter().map(|row| &row.$column).collect();
                            let insert = insert.bind::<diesel::sql_types::Array<$type>, _>(values);
                        )+
                        diesel::RunQueryDsl::execute(insert, connection)?;
                        rows = later;
                    }
                }
                $crate::bulk::bulk!(batches connection, rows, 500 100 20 5 1);
                Ok(())
            }
        }
    };
    (@ $database:ty, $row:ident, $table:ident, $first:ident: $of:ty $(, $column:ident: $type:ty)+) => {
        impl<const N: usize> diesel::query_builder::QueryFragment<$database>
            for $crate::bulk::Batch<'_, $row<'_>, N>
        {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, $database>,
            ) -> diesel::QueryResult<()> {
                out.push_sql(concat!("INSERT INTO ", stringify!($table), " (", stringify!($first)));
                out.push_sql(concat!($(", ", stringify!($column)),+, ") VALUES "));
                for (number, row) in self.0.iter().enumerate() {
                    out.push_sql(if number == 0 { "(" } else { ", (" });
                    out.push_bind_param::<$of, _>(&row.$first)?;
                    $(out.push_sql(", "); out.push_bind_param::<$type, _>(&row.$column)?;)+
                    out.push_sql(")");
                }
                Ok(())
            }
        }
    };
    (batches $connection:ident, $rows:ident, $($size:literal)+) => {
        $(while let Some((batch, rest)) = $rows.split_first_chunk::<$size>() {
            let batch = $crate::bulk::Batch(batch);
            match $connection {
                AnyConnection::Sqlite(connection) => diesel::RunQueryDsl::execute(batch, connection)?,
                AnyConnection::Postgres(connection) => diesel::RunQueryDsl::execute(batch, connection)?,
            };
            $rows = rest;
        })+
    };
}
pub(super) use bulk;
