//! The outlines of countries: whether a point can be in one. Natural Earth (public domain), see `data/world/outlines.py`.

use std::{collections::HashMap, sync::OnceLock};

use presence_model::{Alpha3, Point};

const OUTLINES: &str = include_str!("../../../data/world/outlines.txt");

/// How far outside an outline a point may lie, in degrees of latitude: coasts, islands and the outlines' own precision.
const TOLERANCE: f64 = 0.25;

/// A degree of latitude, in kilometres.
const KM: f64 = 111.2;

type Ring = Vec<(f64, f64)>;

/// How many kilometres outside a country's outline a point lies; none if it may be in it, or the country has no outline.
#[must_use]
pub fn km_outside(country: Alpha3, point: Point) -> Option<u32> {
    static OUTLINES: OnceLock<HashMap<Alpha3, Vec<Ring>>> = OnceLock::new();
    let rings = OUTLINES.get_or_init(read).get(&country)?;
    let distance = distance(rings, point);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the Earth is not that large")]
    (distance > TOLERANCE).then_some((distance * KM).round() as u32)
}

fn read() -> HashMap<Alpha3, Vec<Ring>> {
    let ring = |steps: &str| {
        let (mut lon, mut lat) = (0_i32, 0_i32);
        let steps = steps.split(',').filter_map(|step| step.split_once(' '));
        let steps = steps.filter_map(|(east, north)| Some((east.parse::<i32>().ok()?, north.parse::<i32>().ok()?)));
        let points = steps.map(|(east, north)| {
            (lon, lat) = (lon + east, lat + north);
            (f64::from(lon) / 100.0, f64::from(lat) / 100.0)
        });
        points.collect()
    };
    let country = |line: &str| {
        let (code, rings) = line.split_once(';')?;
        Some((Alpha3::new(code)?, rings.split(';').map(ring).collect()))
    };
    OUTLINES.lines().filter_map(country).collect()
}

/// How far a point lies outside the rings, in degrees of latitude.
fn distance(rings: &[Ring], Point { lat, lon }: Point) -> f64 {
    let narrow = lat.to_radians().cos();
    let (mut inside, mut nearest) = (false, f64::MAX);
    for ring in rings {
        for (&(x0, y0), &(x1, y1)) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if (y0 > lat) != (y1 > lat) && lon < (x1 - x0) * (lat - y0) / (y1 - y0) + x0 {
                inside = !inside;
            }
            let (ax, ay) = ((x0 - lon) * narrow, y0 - lat);
            let (dx, dy) = ((x1 - x0) * narrow, y1 - y0);
            let along = (-(ax * dx + ay * dy) / (dx * dx + dy * dy).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
            nearest = nearest.min((ax + along * dx).hypot(ay + along * dy));
        }
    }
    if inside { 0.0 } else { nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_of_every_country_lie_in_it() {
        let country = |code: &str| Alpha3::new(code).unwrap();
        let mut rows = csv::Reader::from_reader(&include_bytes!("../../../data/countries.csv")[..]);
        let headers = rows.headers().unwrap().clone();
        let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
        let (lat, lon, code) = (column("lat"), column("lon"), column("iso3"));
        for row in rows.records().map(Result::unwrap) {
            let point = row[lat].parse().ok().zip(row[lon].parse().ok()).map(|(lat, lon)| Point { lat, lon });
            let outside = point.and_then(|point| km_outside(country(&row[code]), point));
            assert_eq!(outside, None, "{}", &row[code]);
        }
        let nairobi = Point { lat: -1.2833, lon: 36.8167 };
        assert_eq!(km_outside(country("KEN"), nairobi), None);
        assert!(km_outside(country("UGA"), nairobi).is_some_and(|km| (200..400).contains(&km)));
        let swapped = Point { lat: nairobi.lon, lon: nairobi.lat };
        assert!(km_outside(country("KEN"), swapped).is_some_and(|km| km > 3000));
        assert_eq!(km_outside(country("TUV"), nairobi), None, "there is no outline of Tuvalu");
    }
}
