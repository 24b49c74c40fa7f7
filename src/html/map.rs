//! The map: presences as marks on Natural Earth's land, at city level, in the Equal Earth projection.

use presence_model::Point;

/// The map's width and height, in its own units, as `data/world/make.py` makes the land.
pub const SIZE: (u32, u32) = (2000, 875);

/// A presence on the map.
pub struct Mark {
    /// Where, in the map's units.
    pub at: (i32, i32),
    /// Its status.
    pub status: &'static str,
    /// Whether an office has confirmed it.
    pub confirmed: bool,
    /// Its page.
    pub url: String,
    /// What a pointer is told.
    pub title: String,
}

/// Equal Earth (Šavrič, Patterson, Jenny 2018), in its own units.
fn raw(lon: f64, lat: f64) -> (f64, f64) {
    const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
    let root = 3_f64.sqrt();
    let t = (root / 2.0 * lat.to_radians().sin()).asin();
    let (t2, t6) = (t.powi(2), t.powi(6));
    let below = 3.0 * (9.0 * A[3] * t6 * t2 + 7.0 * A[2] * t6 + 3.0 * A[1] * t2 + A[0]);
    (2.0 * root * lon.to_radians() * t.cos() / below, t * (A[3] * t6 * t2 + A[2] * t6 + A[1] * t2 + A[0]))
}

/// Where a point is on the map.
#[expect(clippy::cast_possible_truncation, reason = "the map is 2000 units wide")]
pub fn project(point: Point) -> (i32, i32) {
    let edge = raw(180.0, 0.0).0;
    let scale = f64::from(SIZE.0) / (2.0 * edge);
    let (x, y) = raw(point.lon, point.lat);
    (((x + edge) * scale).round() as i32, ((raw(0.0, 84.0).1 - y) * scale).round() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_where_the_land_is() {
        assert_eq!(project(Point { lat: 0.0, lon: -180.0 }).0, 0);
        assert_eq!(project(Point { lat: 0.0, lon: 180.0 }).0, 2000);
        assert_eq!(project(Point { lat: 84.0, lon: 0.0 }), (1000, 0));
        let land = include_str!("../../data/world/land.svg");
        assert!(land.contains(&format!("viewBox=\"0 0 {} {}\"", SIZE.0, SIZE.1)), "the same map");
        let nairobi = project(Point { lat: -1.28, lon: 36.82 });
        assert!((1190..1220).contains(&nairobi.0) && (460..500).contains(&nairobi.1), "{nairobi:?}");
    }
}
