//! Puts the cells of a workbook's sheet together to rows, within bounds, whatever kind of workbook it is.

use std::collections::BTreeMap;

use super::{
    Bounds, ReadError, Take,
    columns::{COLUMNS_MAX, Sheet},
};
use presence_core::import::{Columns, SheetRead, cell_name};

/// A sheet that Numbers puts before the others when it exports a workbook.
const NUMBERS_SUMMARY: &str = "Export Summary";

/// The sheet to read, of these names, each with whether it is visible.
pub(super) fn choose(sheets: &[(String, bool)], wanted: Option<&str>) -> Result<SheetRead, ReadError> {
    let visible = || sheets.iter().filter(|(_, visible)| *visible).map(|(name, _)| name);
    let name = match wanted {
        Some(wanted) => sheets.iter().map(|(name, _)| name).find(|name| *name == wanted).ok_or_else(|| {
            let names: Vec<_> = visible().map(String::as_str).collect();
            ReadError::Malformed(format!("there is no sheet `{wanted}`; the workbook has {}", names.join(", ")))
        })?,
        None => visible()
            .find(|name| *name != NUMBERS_SUMMARY)
            .or_else(|| visible().next())
            .ok_or_else(|| ReadError::Malformed("the workbook has no visible sheet".to_owned()))?,
    };
    let others = visible().filter(|other| *other != name).cloned().collect();
    Ok(SheetRead { name: name.clone(), others })
}

/// Puts the cells of a sheet together to rows, within bounds.
pub(super) struct Rows {
    bounds: Bounds,
    sheet: Sheet,
    /// The number of the row that is being read, from 1.
    number: u32,
    cells: BTreeMap<u32, String>,
    wrong: Option<String>,
}

impl Rows {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self { bounds, sheet: Sheet::default(), number: 0, cells: BTreeMap::new(), wrong: None }
    }

    /// Takes a cell at a row and a column, both from 0: its text, or what is wrong with it. Empty cells count for nothing,
    /// wherever they stand.
    pub(super) fn cell(
        &mut self,
        (row, column): (u32, u32),
        value: Result<String, String>,
        take: &mut Take,
    ) -> Result<(), ReadError> {
        if value.as_ref().is_ok_and(String::is_empty) {
            return Ok(());
        }
        let cell = || cell_name(column, row + 1);
        let wrong = |why: &str| ReadError::Cell { cell: cell(), why: why.to_owned() };
        // Titles and empty rows count too.
        let last = self.bounds.rows.saturating_add(1000);
        if column as usize >= COLUMNS_MAX || row >= last {
            let (columns, rows) = (COLUMNS_MAX, last);
            return Err(wrong(&format!(
                "a sheet may have {columns} columns and {rows} rows at most; delete what is further"
            )));
        }
        if value.as_ref().is_ok_and(|text| text.len() > self.bounds.cell && text.chars().count() > self.bounds.cell) {
            return Err(wrong(&format!("it has more than {} characters", self.bounds.cell)));
        }
        if row + 1 < self.number {
            return Err(wrong("the rows of the sheet are out of order, or one is there twice"));
        }
        if row + 1 > self.number {
            self.flush(take)?;
            self.number = row + 1;
        }
        match value {
            Ok(text) => {
                if self.cells.insert(column, text).is_some() {
                    return Err(wrong("the cell is there twice"));
                }
            }
            Err(why) => {
                let why = format!("cell {} {why}", cell());
                self.wrong.get_or_insert(why);
            }
        }
        Ok(())
    }

    /// Takes a cell of which only is known that it follows the last one.
    pub(super) fn after_last(&mut self, why: &str) {
        let place = match self.cells.last_key_value() {
            Some((column, _)) => format!("the cell after {} {why}", cell_name(*column, self.number)),
            None => format!("a cell of the row {why}"),
        };
        self.wrong.get_or_insert(place);
    }

    fn flush(&mut self, take: &mut Take) -> Result<(), ReadError> {
        let (cells, wrong) = (std::mem::take(&mut self.cells), self.wrong.take());
        if cells.is_empty() && wrong.is_none() {
            return Ok(());
        }
        let width = cells.last_key_value().map_or(0, |(column, _)| *column as usize + 1);
        let mut row = vec![String::new(); width];
        cells.into_iter().for_each(|(column, text)| row[column as usize] = text);
        self.sheet.row(self.number, wrong.map_or(Ok(&row[..]), Err), take)
    }

    pub(super) fn end(mut self, take: &mut Take, read: SheetRead) -> Result<Columns, ReadError> {
        self.flush(take)?;
        let columns = self.sheet.end().map_err(|error| match error {
            ReadError::Malformed(why) if !read.others.is_empty() => {
                let (name, others) = (&read.name, read.others.join("`, `"));
                ReadError::Malformed(format!("sheet `{name}`: {why}; name another sheet (`{others}`) with `sheet=`"))
            }
            other => other,
        })?;
        Ok(Columns { sheet: Some(read), ..columns })
    }
}
