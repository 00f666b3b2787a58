//! Outlines of villages, for the map of a city.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// A village's rings of longitude and latitude, in degrees.
type Rings = Vec<Vec<(f64, f64)>>;

/// The outlines of a village by its code without dots, where they are known.
pub(crate) fn outline(code: &str) -> Option<&'static Rings> {
    static OUTLINES: OnceLock<FxHashMap<String, Rings>> = OnceLock::new();
    OUTLINES.get_or_init(read).get(code)
}

fn read() -> FxHashMap<String, Rings> {
    let text = include_str!("../assets/village_outlines.csv");
    let lines = text.lines().skip(1).filter_map(|line| {
        let (code, rings) = line.split_once(',')?;
        let rings = rings.trim_matches('"').split(';').map(ring).collect();
        Some((code.replace('.', ""), rings))
    });
    lines.collect()
}

/// Points in ten-thousandths of a degree: `x,y x,y`.
fn ring(text: &str) -> Vec<(f64, f64)> {
    text.split(' ')
        .filter_map(|point| {
            let (x, y) = point.split_once(',')?;
            Some((x.parse::<f64>().ok()? / 1e4, y.parse::<f64>().ok()? / 1e4))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_villages_of_four_cities_have_outlines() {
        let known = read();
        assert_eq!(known.len(), 196);
        let near_tarakan =
            |(x, y): &(f64, f64)| (117.0..118.2).contains(x) && (3.0..3.8).contains(y);
        assert!(
            outline("6571011001").is_some_and(|rings| rings.iter().flatten().all(near_tarakan))
        );
        assert!(known.values().flatten().all(|ring| ring.len() >= 3));
    }
}
