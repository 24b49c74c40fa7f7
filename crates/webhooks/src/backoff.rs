//! When a delivery that failed is tried again.

use std::time::Duration;

use chrono::DateTime;

use presence_model::Timestamp;

/// The pauses, as multiples of the first: with 5 s these are 5 s, 30 s, 2 m, 10 m, 1 h, 3 h, 8 h, 12 h, 24 h.
const PAUSES: [u32; 9] = [1, 6, 24, 120, 720, 2160, 5760, 8640, 17_280];
/// The longest time that a receiver may ask for, and the longest pause of all.
pub const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// The pause after so many failures in a row, the first being 1. `chance` makes it up to a fifth longer, so that those
/// who failed together do not all come back together.
#[must_use]
pub fn pause(first: Duration, failures: u32, chance: u32) -> Duration {
    let at = usize::try_from(failures.max(1) - 1).unwrap_or(usize::MAX).min(PAUSES.len() - 1);
    let pause = first.saturating_mul(PAUSES[at]).min(LONGEST);
    pause + pause.mul_f64(f64::from(chance) / f64::from(u32::MAX) / 5.0)
}

/// What a `Retry-After` asks for (RFC 9110, section 10.2.3): seconds, or a date.
#[must_use]
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds).min(LONGEST));
    }
    let then = DateTime::parse_from_rfc2822(value).ok()?.timestamp_micros();
    let wait = Duration::from_micros(u64::try_from(then - now.0).unwrap_or_default());
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_day() {
        let first = Duration::from_secs(5);
        let plain: Vec<_> = (1..=11).map(|failures| pause(first, failures, 0).as_secs()).collect();
        assert_eq!(plain, [5, 30, 120, 600, 3600, 10_800, 28_800, 43_200, 86_400, 86_400, 86_400]);
        assert_eq!(pause(first, 1, u32::MAX), Duration::from_secs(6));
        assert_eq!(pause(Duration::from_secs(3600), 9, 0), LONGEST);
        assert_eq!(pause(first, 0, 0), first);
    }

    #[test]
    fn what_a_receiver_asks_for_is_bounded() {
        let now = Timestamp::parse("2024-06-18T09:30:00Z").unwrap();
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("99999999", now), Some(LONGEST));
        assert_eq!(retry_after("Tue, 18 Jun 2024 09:31:00 GMT", now), Some(Duration::from_secs(60)));
        assert_eq!(retry_after("Tue, 18 Jun 2024 09:00:00 GMT", now), Some(Duration::ZERO));
        for wrong in ["", "-1", "soon", "1.5"] {
            assert_eq!(retry_after(wrong, now), None, "{wrong}");
        }
    }
}
