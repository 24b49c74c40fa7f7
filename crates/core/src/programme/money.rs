//! Money: amounts in minor units, and what they are in US cents.

use iso_currency::Currency;

/// The currency in which everything is compared.
pub const USD: &str = "USD";
/// The most that one amount may be, in minor units: far above any contribution, far below where sums overflow.
pub const AMOUNT_MAX: u64 = 100_000_000_000_000;
/// How many decimals a rate may have.
const DECIMALS_MAX: usize = 10;

/// A decimal number in text as a whole number and how many of its digits are decimals; `None` if it is none, or zero.
#[must_use]
pub fn decimal(text: &str) -> Option<(i128, u32)> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{decimals}");
    let plain = !whole.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let dotted = text.contains('.') != decimals.is_empty();
    (plain && dotted && whole.len() <= 9 && decimals.len() <= DECIMALS_MAX)
        .then(|| Some((digits.parse::<i128>().ok()?, decimals.len() as u32)))
        .flatten()
        .filter(|(number, _)| *number > 0)
}

/// How many decimals amounts of a currency have.
#[must_use]
pub fn decimals(currency: &str) -> u32 {
    Currency::from_code(currency).and_then(|currency| currency.exponent()).unwrap_or(0).into()
}

/// An amount in minor units, as people write it: `1234.50`.
#[must_use]
pub fn major(minor: i64, decimals: u32) -> String {
    let (sign, unit) = (if minor < 0 { "-" } else { "" }, 10_u64.pow(decimals));
    let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
    if decimals == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest:0width$}", width = decimals as usize)
    }
}

/// An amount as people write it (`1234.50`, `1234.5`, `1234`), in minor units; `None` if it is none.
#[must_use]
pub fn minor(text: &str, decimals: u32) -> Option<u64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(rest) || rest.len() > decimals as usize {
        return None;
    }
    format!("{whole}{rest:0<width$}", width = decimals as usize).parse().ok()
}

/// An amount in minor units of a currency, in US cents, half a cent rounded up. `None` if that is more than can be kept.
#[must_use]
pub fn in_usd(amount: i64, currency: &str, rate: (i128, u32)) -> Option<i64> {
    Currency::from_code(currency)?;
    // amount / 10^exponent units, times number / 10^decimals dollars, times 100 cents.
    let (number, decimals) = rate;
    let above = i128::from(amount).checked_mul(number)?.checked_mul(100)?;
    let below = 10_i128.pow(decimals + self::decimals(currency));
    i64::try_from((above.checked_add(below / 2)?) / below).ok().filter(|cents| (*cents as u64) <= AMOUNT_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_become_cents_exactly() {
        let cents = |amount, currency, rate| in_usd(amount, currency, decimal(rate).unwrap());
        assert_eq!(cents(15_000_000, "NOK", "0.0936"), Some(1_404_000));
        assert_eq!(cents(1_000_000, "JPY", "0.0066"), Some(660_000), "the yen has no minor unit");
        assert_eq!(cents(1_000, "KWD", "3.25"), Some(325), "the dinar has a thousand");
        assert_eq!(cents(1, "EUR", "0.5"), Some(1), "half a cent is rounded up");
        assert_eq!(cents(1, "EUR", "0.49"), Some(0));
        assert_eq!(cents(i64::MAX, "EUR", "999999999.9999999999"), None);
    }

    #[test]
    fn amounts_are_written_as_people_do_and_read_back() {
        for (cents, text) in [(123_450, "1234.50"), (5, "0.05"), (100, "1.00")] {
            assert_eq!((major(cents, 2).as_str(), minor(text, 2)), (text, Some(cents as u64)));
        }
        assert_eq!((major(500, decimals("JPY")), minor("500", decimals("JPY"))), ("500".into(), Some(500)));
        assert_eq!(
            (major(-123_450, 2).as_str(), minor("1234.5", 2), minor("1234", 2)),
            ("-1234.50", Some(123_450), Some(123_400))
        );
        for wrong in ["1,234", "1.234", "", ".5", "-1", "1e3"] {
            assert_eq!(minor(wrong, 2), None, "{wrong}");
        }
    }

    #[test]
    fn rates_are_plain_decimals() {
        assert_eq!(decimal("1.0850"), Some((10850, 4)));
        for wrong in ["", ".", "1.", ".5", "-1", "1e5", "0", "0.000", "1,5", " 1", "1.12345678901", "1234567890"] {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
    }
}
