//! Formats of files, as parameters name them.

use crate::api::extract::query::choices_of;
use presence_formats::Format;

choices_of! {
    /// The format of a file.
    FileFormat(Format), Format::ALL.iter().map(|format| (format.as_str(), *format));
}
