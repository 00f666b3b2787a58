//! Person names: normalisation and agreement.
