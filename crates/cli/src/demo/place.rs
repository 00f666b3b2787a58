//! The demo's own folder: never somebody else's.

use std::fs;
use std::path::Path;

use semesta_domain::Lang;
use semesta_synth::Options;

use crate::talk::Hinted;

const MARKER: &str = "semesta-demo.json";

/// Takes `dir` for a demo with these options, or refuses a folder that holds anything else.
pub(super) fn claim(
    dir: &Path,
    scenario: &str,
    options: &Options,
    lang: Lang,
) -> anyhow::Result<()> {
    let wanted = serde_json::json!({
        "schema": "semesta.demo/1",
        "scenario": scenario,
        "residents": options.residents,
        "months": options.months,
        "seed": options.seed,
    })
    .to_string();
    let marker = dir.join(MARKER);
    if marker.is_file() {
        if fs::read_to_string(&marker)? == wanted {
            return Ok(());
        }
        return Err(refusal(
            dir,
            lang.pick(
                "memuat demo dengan pilihan lain",
                "holds a demo with other options",
            ),
            lang,
        ));
    }
    if dir.is_dir() && fs::read_dir(dir)?.next().is_some() {
        return Err(refusal(
            dir,
            lang.pick(
                "tidak kosong dan bukan folder demo",
                "is not empty and no demo's",
            ),
            lang,
        ));
    }
    fs::create_dir_all(dir)?;
    Ok(fs::write(marker, wanted)?)
}

fn refusal(dir: &Path, why: &str, lang: Lang) -> anyhow::Error {
    let hint = lang.pick(
        "pilih folder lain dengan `--dir`, atau hapus yang ini",
        "choose another with `--dir`, or remove this one",
    );
    Hinted::new(format!("`{}` {why}", dir.display()), hint).into()
}
