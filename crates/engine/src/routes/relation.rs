//! The relation to the head of a family card (SHDK), read.

use semesta_law::Relation;

/// A place on a family card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum CardRole {
    /// Kepala keluarga.
    Head,
    /// Suami, istri.
    Spouse,
    /// Anak.
    Child,
    /// Cucu.
    Grandchild,
    /// Everybody else named.
    Other,
    /// Nothing is said.
    Unknown,
}

impl CardRole {
    /// Reads a cell as registers word it.
    pub(super) fn parse(text: &str) -> Self {
        let begins = |word: &str| {
            text.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        if text.is_empty() {
            Self::Unknown
        } else if begins("KEPALA") || text.eq_ignore_ascii_case("KK") {
            Self::Head
        } else if begins("ISTRI") || begins("ISTERI") || begins("SUAMI") {
            Self::Spouse
        } else if begins("ANAK") {
            Self::Child
        } else if begins("CUCU") {
            Self::Grandchild
        } else {
            Self::Other
        }
    }

    /// How someone of this role is related to a worker of another role on the
    /// same card; `None` where the roles do not say.
    pub(super) fn related_to(self, worker: Self) -> Option<Relation> {
        use CardRole::{Child, Grandchild, Head, Other, Spouse, Unknown};
        match (worker, self) {
            (Unknown, _) | (_, Unknown) => None,
            (Head, Spouse) | (Spouse, Head) => Some(Relation::Spouse),
            (Head | Spouse, Child) => Some(Relation::Child),
            // A child's own wife or children are on the card as in-law and grandchild,
            // and whose they are it does not say.
            (Child, Other | Grandchild) => None,
            (Head | Spouse | Child | Grandchild | Other, _) => Some(Relation::Other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_as_registers_word_them() {
        let check = |text, role| assert_eq!(CardRole::parse(text), role, "{text}");
        check("KEPALA KELUARGA", CardRole::Head);
        check("Istri", CardRole::Spouse);
        check("SUAMI", CardRole::Spouse);
        check("ANAK", CardRole::Child);
        check("Cucu", CardRole::Grandchild);
        check("MERTUA", CardRole::Other);
        check("", CardRole::Unknown);
    }

    #[test]
    fn relations_follow_from_both_roles() {
        let check = |worker: CardRole, own: CardRole, relation| {
            assert_eq!(own.related_to(worker), relation, "{own:?} of {worker:?}");
        };
        check(CardRole::Head, CardRole::Child, Some(Relation::Child));
        check(CardRole::Spouse, CardRole::Head, Some(Relation::Spouse));
        check(CardRole::Head, CardRole::Other, Some(Relation::Other));
        check(CardRole::Child, CardRole::Head, Some(Relation::Other));
        check(CardRole::Child, CardRole::Grandchild, None);
        check(CardRole::Unknown, CardRole::Child, None);
    }
}
