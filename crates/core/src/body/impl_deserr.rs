//! How the values of bodies are read.

/// Makes an `impl Deserr<Faults>` from what is done with a value and its location.
macro_rules! impl_deserr {
    ({$(const $n:ident: $int:ty)?} $type:ty, |$value:ident, $location:ident| $read:expr) => {
        impl$(<const $n: $int>)? Deserr<Faults> for $type {
            fn deserialize_from_value<V: IntoValue>($value: Value<V>, $location: ValuePointerRef) -> Result<Self, Faults> {
                $read
            }
        }
    };
    ($type:ty, |$value:ident, $location:ident| $read:expr) => {
        impl_deserr!({} $type, |$value, $location| $read);
    };
}
pub(super) use impl_deserr;
