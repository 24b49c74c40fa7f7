//! How the values of bodies are read.

/// Makes an `impl Deserr<Faults>` from what is done with a value and its place.
macro_rules! reads {
    ({$(const $n:ident: $int:ty)?} $type:ty, |$value:ident, $place:ident| $read:expr) => {
        impl$(<const $n: $int>)? Deserr<Faults> for $type {
            fn deserialize_from_value<V: IntoValue>($value: Value<V>, $place: ValuePointerRef) -> Result<Self, Faults> {
                $read
            }
        }
    };
    ($type:ty, |$value:ident, $place:ident| $read:expr) => {
        reads!({} $type, |$value, $place| $read);
    };
}
pub(super) use reads;
