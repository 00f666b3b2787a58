//! Quantities and distances.

/// 1 within 1 % · 2 within 5 % · 3 within 20 % · 4 different.
pub(crate) fn number(a: f64, b: f64) -> u8 {
    let scale = a.abs().max(b.abs()).max(f64::MIN_POSITIVE);
    match (a - b).abs() / scale {
        x if x <= 0.01 => 1,
        x if x <= 0.05 => 2,
        x if x <= 0.20 => 3,
        _ => 4,
    }
}

/// 1 within 100 m · 2 within 1 km · 3 within 10 km · 4 within 50 km · 5 farther.
pub(crate) fn distance(a: (f64, f64), b: (f64, f64)) -> u8 {
    match kilometres(a, b) {
        x if x <= 0.1 => 1,
        x if x <= 1.0 => 2,
        x if x <= 10.0 => 3,
        x if x <= 50.0 => 4,
        _ => 5,
    }
}

/// The great-circle distance (haversine).
fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = (lat_b - lat_a, (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_have_levels() {
        let tarakan = (3.3, 117.6);
        assert_eq!(distance(tarakan, (3.3005, 117.6)), 1);
        assert_eq!(distance(tarakan, (3.35, 117.6)), 3);
        assert_eq!(distance(tarakan, (-6.2, 106.8)), 5);
        assert!((kilometres((0.0, 0.0), (0.0, 1.0)) - 111.19).abs() < 0.1);
    }

    #[test]
    fn quantities_have_levels() {
        assert_eq!(number(100.0, 100.5), 1);
        assert_eq!(number(100.0, 300.0), 4);
        assert_eq!(number(0.0, 1.0), 4);
    }
}
