//! Charts as SVG: bars with their labels above them, so that they fit a phone and long words in any language.

use std::fmt::Write as _;

use askama::filters::{Html, escape};

/// A bar: its label and its parts, each with the code that gives its colour.
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// Its parts from its beginning on.
    pub parts: Vec<(String, usize)>,
}

const WIDTH: usize = 380;
const ROW: usize = 38;
const TEXT: f64 = 13.5;
const INK: &str = "#1B2631";
const TRACK: &str = "#EEF2F6";

/// The colour of a code. The style sheet knows these and has others for the dark.
fn colour(code: &str) -> &'static str {
    match code {
        "agreed" | "temporarily_filled" | "31_to_90_days" => "#4C9FDB",
        "drawing_down" | "under_recruitment" | "181_to_365_days" => "#C77700",
        "suspended" | "vacant" | "over_365_days" => "#B3261E",
        "closed" | "frozen" => "#5F6B7A",
        "planned" | "proposed" | "91_to_180_days" => "#8FB8A8",
        "never" | "not_reported" => "#B4BFCB",
        "abolished" => "#3B4552",
        _ => "#0072BC",
    }
}

/// Bars from the right or from the left, as the language reads. The style sheet says the font; those who hear the page
/// have the table beside it, which says the same.
pub fn bars(bars: &[Bar], from_right: bool) -> String {
    let total = |bar: &Bar| bar.parts.iter().map(|(_, count)| count).sum::<usize>();
    let longest = bars.iter().map(total).max().unwrap_or(0).max(1);
    let height = (bars.len() * ROW).max(1);
    let mut svg = format!(
        "<svg class=\"chart\" aria-hidden=\"true\" focusable=\"false\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" xmlns=\"http://www.w3.org/2000/svg\">"
    );
    for (bar, top) in bars.iter().zip((0..).step_by(ROW)) {
        for (label, at_begin) in [(bar.label.as_str(), true), (&total(bar).to_string(), false)] {
            let (x, anchor) = if at_begin == from_right { (WIDTH, "end") } else { (0, "start") };
            // Writing to a string does not fail, here and below.
            let _ = write!(
                svg,
                "<text x=\"{x}\" y=\"{}\" font-size=\"{TEXT}\" text-anchor=\"{anchor}\" fill=\"{INK}\">{}</text>",
                top + 15,
                escape(label, Html).expect("a string is text")
            );
        }
        let mut rectangle = |from: usize, to: usize, fill: &str| {
            let (x, width) = (if from_right { WIDTH - to } else { from }, to - from);
            let _ = write!(svg, "<rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"9\" fill=\"{fill}\"/>", top + 22);
        };
        rectangle(0, WIDTH, TRACK);
        let (mut from, mut sum) = (0, 0);
        for (code, count) in bar.parts.iter().filter(|(_, count)| *count > 0) {
            sum += count;
            // What there is is seen, however little it is.
            let to = (sum * WIDTH / longest).max(from + 3).min(WIDTH);
            rectangle(from.min(to), to, colour(code));
            from = to + 1;
        }
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_text_and_never_markup() {
        let bar = Bar { label: "<script>".to_owned(), parts: vec![("active".to_owned(), 3), ("closed".to_owned(), 1)] };
        let svg = bars(&[bar], false);
        assert!(svg.starts_with("<svg class=\"chart\"") && svg.ends_with("</svg>"), "{svg}");
        assert!(svg.contains("script") && !svg.contains("<script"), "{svg}");
        assert!(svg.contains("#0072BC") && svg.contains("#5F6B7A") && !svg.contains("style="), "{svg}");
    }
}
