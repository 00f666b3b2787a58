//! How wide the columns of a table to read are, so that few cells are broken.

/// What is longer may be broken before titles are.
const LONG_WORD: usize = 12;
/// How many rows decide.
const ROWS_READ: usize = 200;

/// Widths for columns that together fill no more than `most`. The first row is the
/// titles; the cells of a `solid` column (numbers, dates, identifiers) are not broken.
///
/// Every column is as wide as its longest word; where that is too much very long words
/// are broken, then titles, and then any words. What is left goes, bit by bit, to the column
/// where it saves the most lines.
pub(super) fn fitting(rows: &[Vec<String>], solid: &[bool], most: usize) -> Vec<usize> {
    let (mut widths, mut least) = (vec![1; solid.len()], vec![1; solid.len()]);
    for (at, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let width = match at {
                0 => longest_word(cell),
                _ if solid[column] => cell.chars().count(),
                _ => longest_word(cell),
            };
            widths[column] = width.max(widths[column]);
            if at > 0 {
                least[column] = width.max(least[column]);
            }
        }
    }
    while widths.iter().sum::<usize>() > most {
        let columns = || 0..widths.len();
        let over = |n: usize| {
            let words = columns().filter(|at| !solid[*at] && widths[*at] > n);
            words.max_by_key(|at| widths[*at])
        };
        let by_title = columns().filter(|at| widths[*at] > least[*at]);
        let by_title = by_title.max_by_key(|at| widths[*at] - least[*at]);
        let narrower = over(LONG_WORD).or(by_title).or_else(|| over(1));
        let Some(column) = narrower else {
            return widths;
        };
        widths[column] -= 1;
        least[column] = least[column].min(widths[column]);
    }
    let mut left = most - widths.iter().sum::<usize>();
    let read = &rows[..rows.len().min(ROWS_READ)];
    while let Some((column, wider)) = best(read, &widths, left) {
        widths[column] += wider;
        left -= wider;
    }
    widths
}

/// The column that is to be wider, and by how much: where each character saves most.
fn best(rows: &[Vec<String>], widths: &[usize], left: usize) -> Option<(usize, usize)> {
    let now = n_lines(rows, widths);
    let mut best: Option<(f64, usize, usize)> = None;
    for column in 0..widths.len() {
        for wider in 1..=left {
            let mut tried = widths.to_vec();
            tried[column] += wider;
            let saved = (now - n_lines(rows, &tried)) as f64 / wider as f64;
            if saved > best.map_or(0.0, |(saved, ..)| saved) {
                best = Some((saved, column, wider));
            }
        }
    }
    best.map(|(_, column, wider)| (column, wider))
}

fn n_lines(rows: &[Vec<String>], widths: &[usize]) -> usize {
    let of_row = |row: &Vec<String>| {
        let cells = row.iter().zip(widths);
        let lines = cells.map(|(cell, width)| wrapped(cell, *width));
        lines.max().unwrap_or(1)
    };
    rows.iter().map(of_row).sum()
}

/// Over how many lines the words of a text go.
fn wrapped(text: &str, width: usize) -> usize {
    let (mut lines, mut filled) = (1, 0);
    for word in text.split_whitespace() {
        let n = word.chars().count();
        if filled > 0 && filled + 1 + n > width {
            (lines, filled) = (lines + 1, n);
        } else {
            filled += n + usize::from(filled > 0);
        }
    }
    lines
}

fn longest_word(text: &str) -> usize {
    let words = text.split_whitespace().map(|word| word.chars().count());
    words.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns whose title begins with `n` are solid.
    fn check(rows: &[&[&str]], most: usize, widths: &[usize]) {
        let solid: Vec<bool> = rows[0].iter().map(|title| title.starts_with('n')).collect();
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(ToString::to_string).collect())
            .collect();
        assert_eq!(fitting(&rows, &solid, most), widths);
    }

    #[test]
    fn what_is_left_goes_where_it_saves_lines() {
        check(&[&["a", "n"], &["one two", "1.000"]], 20, &[7, 5]);
        check(&[&["a", "n"], &["one two three", "9 %"]], 10, &[7, 3]);
        check(&[&["number of all", "n"], &["1", "1"]], 9, &[6, 1]);
        // Either column saves a line only if both are wide enough.
        check(&[&["a", "b"], &["one two", "three four"]], 14, &[3, 5]);
    }

    #[test]
    fn titles_are_broken_first_and_then_words_but_no_numbers() {
        check(&[&["a", "n"], &["extraordinarily", "1.000"]], 18, &[13, 5]);
        check(&[&["a", "national"], &["longest", "1.000"]], 12, &[7, 5]);
        check(&[&["a", "n"], &["longest", "1.000"]], 11, &[6, 5]);
        check(&[&["n", "n"], &["2024-08", "1.000"]], 11, &[7, 5]);
    }
}
