//! Progress of an import, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use semesta_evidence::Progress;

/// A line on stderr that counts rows.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar; silent where stderr is no terminal.
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} · {human_pos} · {per_sec}")
        {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn begin(&self, file_name: &str, _n_bytes: u64) {
        self.0.set_position(0);
        self.0.reset_elapsed();
        self.0.set_message(file_name.to_owned());
    }

    fn rows(&self, n_rows: u64) {
        self.0.inc(n_rows);
    }

    fn end(&self) {
        self.0.tick();
    }
}
