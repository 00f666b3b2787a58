//! Cutting a name cell into words.

/// The most words of a name that count; more is no name.
pub(super) const MAX_WORDS: usize = 24;

/// A word of the cell: where its letters are, and which marks stood around it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Token {
    start: u32,
    end: u32,
    /// A point stands behind.
    pub(super) point_behind: bool,
    /// How many commas stand before.
    pub(super) part: u8,
}

/// The upper-case letters of a cell and its words.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    letters: String,
    list: [Token; MAX_WORDS],
    n: usize,
}

impl Tokens {
    /// Cuts `text`: letters make words; apostrophes, quotes and digits vanish;
    /// everything else separates.
    pub(super) fn cut(text: &str) -> Self {
        let mut tokens = Self {
            letters: String::with_capacity(text.len().min(256)),
            ..Self::default()
        };
        let mut part = 0_u8;
        let mut start = 0;
        for c in text.chars() {
            if c.is_ascii_alphabetic() {
                tokens.letters.push(c.to_ascii_uppercase());
                continue;
            }
            if !c.is_ascii() && push_letter(&mut tokens.letters, c) {
                continue;
            }
            if is_silent(c) {
                continue;
            }
            start = tokens.close(start, part);
            match c {
                '.' => tokens.point(),
                ',' | ';' => part = part.saturating_add(1),
                _ => {}
            }
        }
        tokens.close(start, part);
        tokens
    }

    /// Ends the word that began at `start`; says where the next begins.
    fn close(&mut self, start: usize, part: u8) -> usize {
        let end = self.letters.len();
        if end > start {
            if self.n == MAX_WORDS || u32::try_from(end).is_err() {
                self.letters.truncate(start);
                return start;
            }
            self.list[self.n] = Token {
                start: start as u32,
                end: end as u32,
                point_behind: false,
                part,
            };
            self.n += 1;
        }
        end
    }

    fn point(&mut self) {
        if let Some(last) = self.n.checked_sub(1) {
            self.list[last].point_behind = true;
        }
    }

    /// The words with their marks.
    pub(super) fn list(&self) -> &[Token] {
        &self.list[..self.n]
    }

    /// The letters of a word.
    pub(super) fn word(&self, token: Token) -> &str {
        &self.letters[token.start as usize..token.end as usize]
    }
}

/// Marks inside a word that do not separate.
fn is_silent(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(
            c,
            '\'' | '"' | '`' | '´' | '‘' | '’' | '“' | '”' | '\u{2bc}' | '\u{300}'..='\u{36f}'
        )
}

/// Adds a letter outside ASCII, accents removed; `false` if it is none.
fn push_letter(letters: &mut String, c: char) -> bool {
    let plain = match c {
        'à'..='å' | 'À'..='Å' => 'A',
        'è'..='ë' | 'È'..='Ë' => 'E',
        'ì'..='ï' | 'Ì'..='Ï' => 'I',
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' => 'O',
        'ù'..='ü' | 'Ù'..='Ü' => 'U',
        'ç' | 'Ç' => 'C',
        'ñ' | 'Ñ' => 'N',
        'ý' | 'ÿ' | 'Ý' => 'Y',
        _ if c.is_alphabetic() => {
            letters.extend(c.to_uppercase().filter(|c| c.is_alphabetic()));
            return true;
        }
        _ => return false,
    };
    letters.push(plain);
    true
}
