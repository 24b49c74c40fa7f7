//! Charts of bars as SVG within a page: without scripts, told in words for those who do not see them.

use std::fmt::Write as _;

use super::escaped;
use presence_core::report::{Bar, Chart};

const WIDTH: i64 = 640;
const HEIGHT: i64 = 240;
const LEFT: i64 = 70;
const BOTTOM: i64 = 34;
/// Dark to light, so that the parts can be told apart in grey too.
const COLOURS: [&str; 4] = ["#0b3c5d", "#3b7ea1", "#9cc4dd", "#ffffff"];

/// The chart.
pub fn chart(chart: &Chart) -> String {
    let most = chart.bars.iter().map(|bar| bar.parts.iter().sum::<i64>()).max().unwrap_or(0).max(1);
    let mut out = format!(
        "<figure><svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-labelledby=\"chart-{code}-t chart-{code}-d\">\
         <title id=\"chart-{code}-t\">{}</title><desc id=\"chart-{code}-d\">{}</desc>",
        HEIGHT + BOTTOM + 4,
        escaped(&chart.caption),
        escaped(&chart.alternative),
        code = chart.code,
    );
    for (y, value) in [(0, most), (HEIGHT / 2, most / 2), (HEIGHT, 0)] {
        let y = y + 4;
        let end = LEFT - 6;
        put(&mut out, format_args!("<line x1=\"{LEFT}\" y1=\"{y}\" x2=\"{WIDTH}\" y2=\"{y}\" stroke=\"#999\"/>"));
        put(&mut out, format_args!("<text x=\"{end}\" y=\"{}\" text-anchor=\"end\">{}</text>", y + 4, short(value)));
    }
    let step = (WIDTH - LEFT) / i64::try_from(chart.bars.len().max(1)).unwrap_or(1);
    for (at, bar) in (0..).zip(&chart.bars) {
        draw(&mut out, bar, LEFT + at * step, step, most);
    }
    out.push_str("</svg><figcaption>");
    out.push_str(&escaped(&chart.caption));
    if chart.series.len() > 1 {
        for (name, colour) in chart.series.iter().zip(COLOURS) {
            let square = format!(
                "<svg class=\"key\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect width=\"10\" height=\"10\" fill=\"{colour}\" stroke=\"#333\"/></svg>"
            );
            put(&mut out, format_args!(" · {square} {}", escaped(name)));
        }
    }
    out.push_str("</figcaption></figure>");
    out
}

fn draw(out: &mut String, bar: &Bar, x: i64, step: i64, most: i64) {
    let mut below = 0;
    for (part, colour) in bar.parts.iter().zip(COLOURS) {
        let top = |value: i64| HEIGHT + 4 - scaled(value, most);
        let (upper, lower) = (top(below + part), top(below));
        let (begin, width, high) = (x + step / 8, step * 3 / 4, lower - upper);
        if high > 0 {
            put(
                out,
                format_args!(
                    "<rect x=\"{begin}\" y=\"{upper}\" width=\"{width}\" height=\"{high}\" fill=\"{colour}\" stroke=\"#333\"/>"
                ),
            );
        }
        below += part;
    }
    let (middle, y) = (x + step / 2, HEIGHT + 20);
    put(out, format_args!("<text x=\"{middle}\" y=\"{y}\" text-anchor=\"middle\">{}</text>", escaped(&bar.label)));
}

fn scaled(value: i64, most: i64) -> i64 {
    i64::try_from(i128::from(value) * i128::from(HEIGHT) / i128::from(most)).unwrap_or(HEIGHT)
}

fn short(value: i64) -> String {
    match value {
        10_000_000.. => format!("{} M", value / 1_000_000),
        10_000.. => format!("{} k", value / 1_000),
        _ => value.to_string(),
    }
}

fn put(out: &mut String, what: std::fmt::Arguments) {
    out.write_fmt(what).expect("a String takes everything");
}
