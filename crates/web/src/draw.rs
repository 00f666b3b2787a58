//! Drawings as SVG without script or style: bars, a trend, a map.

use std::fmt::Write as _;

/// A bar within a cell, from 0 to 1 of its track.
pub(crate) fn bar(share: f64, class: &str) -> String {
    span_bar(0.0, share, class)
}

/// A bar that begins and ends within its track, from 0 to 1.
pub(crate) fn span_bar(from: f64, to: f64, class: &str) -> String {
    let (from, to) = (from.clamp(0.0, 1.0) * 100.0, to.clamp(0.0, 1.0) * 100.0);
    // Something that is there is seen, however small.
    let width = if to > from { (to - from).max(0.6) } else { 0.0 };
    let from = from.min(100.0 - width);
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"track\" width=\"100\" height=\"10\"/><rect class=\"{class}\" x=\"{from:.2}\" width=\"{width:.2}\" height=\"10\"/></svg>"
    )
}

/// A bar of two parts, one within the other, from 0 to 1 of its track.
pub(crate) fn two_bars(inner: f64, outer: f64) -> String {
    let (inner, outer) = (inner.clamp(0.0, 1.0) * 100.0, outer.clamp(0.0, 1.0) * 100.0);
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"track\" width=\"100\" height=\"10\"/><rect class=\"fl\" width=\"{outer:.2}\" height=\"10\"/><rect class=\"fa\" width=\"{inner:.2}\" height=\"10\"/></svg>"
    )
}

/// A line of a trend.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) class: &'static str,
    /// Hundredths of a percent, one a point.
    pub(crate) points: Vec<Option<i64>>,
}

/// A level to reach.
pub(crate) struct Level {
    pub(crate) name: String,
    /// Hundredths of a percent.
    pub(crate) at: i64,
}

const WIDTH: f64 = 580.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 170.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 30.0;

/// Lines over months, each named at its end.
pub(crate) fn trend(
    title: &str,
    labels: &[String],
    series: &[Series],
    levels: &[Level],
    decimal: &str,
) -> String {
    let values = series
        .iter()
        .flat_map(|one| one.points.iter().flatten().copied());
    let all: Vec<i64> = values.chain(levels.iter().map(|level| level.at)).collect();
    let (Some(low), Some(high)) = (all.iter().min(), all.iter().max()) else {
        return String::new();
    };
    let plane = Plane::around(*low, *high, labels.len());
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg class=\"trend\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        escape(title)
    );
    plane.grid(&mut svg);
    plane.months(&mut svg, labels);
    let mut names: Vec<(f64, String, &str)> = Vec::new();
    for level in levels {
        let y = plane.y(level.at);
        let _ = write!(
            svg,
            "<line class=\"level\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
            WIDTH - RIGHT
        );
        names.push((y, level.name.clone(), "level-name"));
    }
    for one in series {
        if let Some(point) = plane.line(&mut svg, one) {
            let value = format!("{}{decimal}{:02}", point / 100, point % 100);
            names.push((plane.y(point), format!("{} {value}", one.name), one.class));
        }
    }
    spread(&mut names);
    for (at, name, class) in names {
        let _ = write!(
            svg,
            "<text class=\"name {class}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            WIDTH - RIGHT + 9.0,
            at + 4.0,
            escape(&name)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Where months and values lie.
struct Plane {
    low: i64,
    high: i64,
    step: i64,
    n_months: usize,
}

impl Plane {
    /// A plane on whole steps around the values.
    fn around(low: i64, high: i64, n_months: usize) -> Self {
        let step = match high - low {
            1501.. => 500,
            601.. => 200,
            _ => 100,
        };
        Self {
            low: low.div_euclid(step) * step,
            high: (high.div_euclid(step) + 1) * step,
            step,
            n_months: n_months.max(2),
        }
    }

    fn x(&self, at: usize) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * at as f64 / (self.n_months - 1) as f64
    }

    fn y(&self, value: i64) -> f64 {
        let share = (self.high - value) as f64 / (self.high - self.low) as f64;
        TOP + (HEIGHT - TOP - BOTTOM) * share
    }

    fn grid(&self, svg: &mut String) {
        for value in (self.low..=self.high).step_by(self.step as usize) {
            let y = self.y(value);
            let _ = write!(
                svg,
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                WIDTH - RIGHT,
                LEFT - 7.0,
                y + 4.0,
                value / 100
            );
        }
    }

    /// Names at most seven months, the last among them.
    fn months(&self, svg: &mut String, labels: &[String]) {
        let every = labels.len().div_ceil(7).max(1);
        for (at, label) in labels.iter().enumerate() {
            if (labels.len() - 1 - at).is_multiple_of(every) {
                let _ = write!(
                    svg,
                    "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                    self.x(at),
                    HEIGHT - 8.0,
                    escape(label)
                );
            }
        }
    }

    /// Draws a line over its known months, a dot on the last, whose value it gives.
    fn line(&self, svg: &mut String, series: &Series) -> Option<i64> {
        let mut path = String::new();
        let mut last = None;
        for (at, point) in series.points.iter().enumerate() {
            let Some(point) = point else { continue };
            let verb = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{verb}{:.1} {:.1}", self.x(at), self.y(*point));
            last = Some((at, *point));
        }
        let (at, point) = last?;
        let class = &series.class;
        let _ = write!(
            svg,
            "<path class=\"line {class}\" d=\"{path}\"/><circle class=\"dot {class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\"/>",
            self.x(at),
            self.y(point)
        );
        Some(point)
    }
}

/// Moves names apart that would lie on each other.
fn spread(names: &mut [(f64, String, &str)]) {
    const APART: f64 = 16.0;
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    for at in 1..names.len() {
        let above = names[at - 1].0;
        names[at].0 = names[at].0.max(above + APART);
    }
    let mut limit = HEIGHT - BOTTOM + 6.0;
    for name in names.iter_mut().rev() {
        name.0 = name.0.min(limit);
        limit = name.0 - APART;
    }
}

/// A piece of a map.
pub(crate) struct Piece<'a> {
    pub(crate) rings: &'a [Vec<(f64, f64)>],
    pub(crate) class: String,
    pub(crate) title: String,
    pub(crate) href: String,
}

/// The longer side of a map, in its own units.
const MAP_SIDE: f64 = 4800.0;

/// Writes a ring of a path: where it begins, then each step.
fn outline(points: impl Iterator<Item = (i32, i32)>, svg: &mut String) {
    let mut before: Option<(i32, i32)> = None;
    for (x, y) in points {
        // Writing to a string cannot fail.
        let _ = match before.replace((x, y)) {
            None => write!(svg, "M{x} {y}l"),
            Some((u, v)) if (u, v) == (x, y) => continue,
            Some((u, v)) => write!(svg, "{}{}", Step(x - u), Step(y - v)),
        };
    }
}

/// A number of a path after another: its sign parts them, or a space.
struct Step(i32);

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let space = if self.0 < 0 { "" } else { " " };
        write!(f, "{space}{}", self.0)
    }
}

/// A map of areas; north is up, and a degree is as long either way as it is there.
pub(crate) fn map(title: &str, pieces: &[Piece<'_>]) -> String {
    let points = || pieces.iter().flat_map(|piece| piece.rings.iter().flatten());
    let west = points().map(|point| point.0).fold(f64::INFINITY, f64::min);
    let east = points()
        .map(|point| point.0)
        .fold(f64::NEG_INFINITY, f64::max);
    let south = points().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let north = points()
        .map(|point| point.1)
        .fold(f64::NEG_INFINITY, f64::max);
    if west >= east || south >= north {
        return String::new();
    }
    let squeeze = ((south + north) / 2.0).to_radians().cos();
    let scale = MAP_SIDE / ((east - west) * squeeze).max(north - south);
    let (width, height) = ((east - west) * squeeze * scale, (north - south) * scale);
    let place = |(x, y): &(f64, f64)| {
        let (x, y) = ((x - west) * squeeze * scale, (north - y) * scale);
        (x.round() as i32, y.round() as i32)
    };
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg class=\"map\" viewBox=\"-40 -40 {:.0} {:.0}\" role=\"group\" aria-label=\"{}\">",
        width + 80.0,
        height + 80.0,
        escape(title)
    );
    for piece in pieces {
        let _ = write!(
            svg,
            "<a href=\"{}\" aria-label=\"{}\"><path class=\"{}\" d=\"",
            escape(&piece.href),
            escape(&piece.title),
            piece.class
        );
        for ring in piece.rings {
            outline(ring.iter().map(place), &mut svg);
            svg.push('Z');
        }
        let _ = write!(svg, "\"><title>{}</title></path></a>", escape(&piece.title));
    }
    svg.push_str("</svg>");
    svg
}

/// A text within markup.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_lines_never_lie_on_each_other() {
        let mut names = vec![
            (10.0, String::new(), ""),
            (11.0, String::new(), ""),
            (279.0, String::new(), ""),
            (280.0, String::new(), ""),
        ];
        spread(&mut names);
        assert!(names.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 15.9));
    }

    #[test]
    fn a_ring_goes_back_to_where_it_began() {
        let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 1.0)];
        let piece = Piece {
            rings: &[ring.to_vec()],
            class: "q1".to_owned(),
            title: "x".to_owned(),
            href: "/".to_owned(),
        };
        assert!(map("peta", &[piece]).contains("d=\"M0 4800l 4800 0 0-4800Z\""));
    }

    #[test]
    fn drawings_hold_no_style_and_no_script() {
        let series = Series {
            name: "<b>".into(),
            class: "s1",
            points: vec![Some(9_000), None, Some(9_500)],
        };
        let svg = trend(
            "a\"b",
            &["x".into(), "y".into(), "z".into()],
            &[series],
            &[],
            ",",
        );
        assert!(!svg.contains("style=") && !svg.contains("<b>") && svg.contains("&quot;"));
        assert!(bar(7.0, "fill").contains("width=\"100.00\""));
    }
}
