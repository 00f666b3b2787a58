//! Numbers as digits.

/// A number in as many digits as `digits` has places.
pub(crate) fn write_digits(mut number: u64, digits: &mut [u8]) -> &str {
    let mut pairs = digits.rchunks_exact_mut(2);
    for pair in &mut pairs {
        let two = (number % 100) as u8;
        number /= 100;
        pair.copy_from_slice(&[b'0' + two / 10, b'0' + two % 10]);
    }
    if let [first] = pairs.into_remainder() {
        *first = b'0' + (number % 10) as u8;
    }
    std::str::from_utf8(digits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::write_digits;

    #[test]
    fn numbers_fill_their_places() {
        assert_eq!(write_digits(42, &mut [0; 5]), "00042");
        assert_eq!(write_digits(123_456, &mut [0; 6]), "123456");
        assert_eq!(write_digits(0, &mut [0; 3]), "000");
    }
}
