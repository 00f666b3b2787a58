//! Closed sets of codes with their words.

/// Declares an enum whose members have a code for the store and JSON, and words for readers.
macro_rules! codes {
    (
        $(#[$meta:meta])* $name:ident, $column:literal;
        $( $(#[$doc:meta])* $variant:ident = $code:literal, $id:literal, $en:literal; )+
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$doc])* $variant, )+ }

        impl $name {
            /// Every member, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its code in the store, in commands and in JSON.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The words for readers.
            #[must_use]
            pub fn label(self, lang: semesta_domain::Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($id, $en)),+ }
            }

            #[allow(dead_code, reason = "not every set is read back")]
            pub(crate) fn stored(code: &str) -> $crate::error::Result<Self> {
                code.parse().map_err(|_| $crate::error::DeskError::Damaged($column))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::DeskError;

            fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|member| member.code() == text)
                    .ok_or_else(|| $crate::error::DeskError::Unknown(text.to_owned()))
            }
        }
    };
}
pub(crate) use codes;
