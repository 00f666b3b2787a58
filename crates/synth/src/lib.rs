//! Invented cities: population, rolls, bills and events, as messy as offices deliver them.
