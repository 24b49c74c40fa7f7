//! Charts as SVG: bars with their labels above them, so that they fit a phone and long words in any language.

use plotters::{
    prelude::{DrawingAreaErrorKind, IntoDrawingArea as _, Rectangle, SVGBackend, Text},
    style::{
        Color as _, IntoFont as _, RGBColor, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

/// A bar: its label and its parts, each with the code that gives its colour.
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// Its parts from its beginning on.
    pub parts: Vec<(String, usize)>,
}

const WIDTH: i32 = 380;
const ROW: i32 = 38;
/// plotters makes a font's size smaller by this.
const TEXT: f64 = 13.5 * 1.24;
const INK: RGBColor = RGBColor(0x1B, 0x26, 0x31);
const TRACK: RGBColor = RGBColor(0xEE, 0xF2, 0xF6);

/// The colour of a code. The style sheet knows these and has others for the dark.
fn colour(code: &str) -> RGBColor {
    match code {
        "agreed" | "temporarily_filled" | "31_to_90_days" => RGBColor(0x4C, 0x9F, 0xDB),
        "drawing_down" | "under_recruitment" | "181_to_365_days" => RGBColor(0xC7, 0x77, 0x00),
        "suspended" | "vacant" | "over_365_days" => RGBColor(0xB3, 0x26, 0x1E),
        "closed" | "frozen" => RGBColor(0x5F, 0x6B, 0x7A),
        "planned" | "proposed" | "91_to_180_days" => RGBColor(0x8F, 0xB8, 0xA8),
        "never" | "not_reported" => RGBColor(0xB4, 0xBF, 0xCB),
        "abolished" => RGBColor(0x3B, 0x45, 0x52),
        _ => RGBColor(0x00, 0x72, 0xBC),
    }
}

/// Bars from the right or from the left, as the language reads.
pub fn bars(bars: &[Bar], from_right: bool) -> String {
    let mut svg = String::new();
    if let Err(error) = draw(bars, from_right, &mut svg) {
        log::error!("a chart was not made: {error}");
    }
    tidy(&svg)
}

fn draw(bars: &[Bar], from_right: bool, svg: &mut String) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let rows = i32::try_from(bars.len()).unwrap_or(0);
    let size = (WIDTH.unsigned_abs(), (rows * ROW).max(1).unsigned_abs());
    let area = SVGBackend::with_string(svg, size).into_drawing_area();
    let total = |bar: &Bar| bar.parts.iter().map(|(_, count)| count).sum::<usize>();
    let longest = bars.iter().map(total).max().unwrap_or(0).max(1);
    let length = |count: usize| i32::try_from(count * WIDTH.unsigned_abs() as usize / longest).unwrap_or(WIDTH);
    let place = |from: i32, to: i32| if from_right { (WIDTH - to, WIDTH - from) } else { (from, to) };
    let (begin, end) = if from_right { (HPos::Right, HPos::Left) } else { (HPos::Left, HPos::Right) };
    let text = |at: HPos| TextStyle::from(("sans-serif", TEXT).into_font()).pos(Pos::new(at, VPos::Bottom)).color(&INK);
    for (bar, top) in bars.iter().zip((0..).step_by(ROW.unsigned_abs() as usize)) {
        let line = top + 19;
        area.draw(&Text::new(bar.label.clone(), (place(0, 0).0, line), text(begin)))?;
        area.draw(&Text::new(total(bar).to_string(), (place(WIDTH, WIDTH).0, line), text(end)))?;
        let (left, right) = place(0, WIDTH);
        area.draw(&Rectangle::new([(left, line + 3), (right, line + 12)], TRACK.filled()))?;
        let mut from = 0;
        let mut sum = 0;
        for (code, count) in bar.parts.iter().filter(|(_, count)| *count > 0) {
            sum += count;
            // What there is is seen, however little it is.
            let to = length(sum).max(from + 3).min(WIDTH);
            let (left, right) = place(from, to);
            area.draw(&Rectangle::new([(left, line + 3), (right, line + 12)], colour(code).filled()))?;
            from = to + 1;
        }
    }
    area.present()
}

/// Without what the style sheet says, and hidden from those who hear the page: the table beside it says the same.
fn tidy(svg: &str) -> String {
    let begin = svg.find("<svg").unwrap_or(0);
    let svg = svg[begin..].replace("<svg ", "<svg class=\"chart\" aria-hidden=\"true\" focusable=\"false\" ");
    ["\n", " opacity=\"1\"", " stroke=\"none\"", " font-family=\"sans-serif\"", " font-size=\"13.5\""]
        .iter()
        .fold(svg, |svg, useless| svg.replace(useless, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_text_and_never_markup() {
        let bar = Bar { label: "<script>".to_owned(), parts: vec![("active".to_owned(), 3), ("closed".to_owned(), 1)] };
        let svg = bars(&[bar], false);
        assert!(svg.starts_with("<svg class=\"chart\"") && svg.ends_with("</svg>"), "{svg}");
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script"), "{svg}");
        assert!(svg.contains("#0072BC") && svg.contains("#5F6B7A") && !svg.contains("style="), "{svg}");
    }
}
