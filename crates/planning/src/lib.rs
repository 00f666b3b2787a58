//! Allocation under budgets, target paths and forecasts.
