//! The frame of every page.

use semesta_desk::Permission;
use semesta_domain::Lang;

use crate::assets;
use crate::format;
use crate::text::Texts;
use crate::visit::Visit;

/// An entry of the navigation.
#[derive(Debug, Clone)]
pub(crate) struct NavItem {
    pub(crate) href: &'static str,
    pub(crate) title: &'static str,
    pub(crate) is_here: bool,
    /// How many wait there, "" where none do.
    pub(crate) waits: String,
    /// The same for those who cannot see where it stands.
    pub(crate) waits_said: String,
}

/// What the frame of a page shows.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) t: &'static Texts,
    pub(crate) lang: Lang,
    pub(crate) title: String,
    pub(crate) city: String,
    pub(crate) as_of: String,
    pub(crate) run: String,
    pub(crate) path: String,
    /// The address that gives this page again.
    pub(crate) address: String,
    pub(crate) theme: &'static str,
    pub(crate) assets: &'static str,
    pub(crate) user: String,
    pub(crate) is_demo: bool,
    pub(crate) token: String,
    pub(crate) nav: Vec<NavItem>,
    /// Seconds after which the page asks again; 0 never.
    pub(crate) again: u32,
}

impl Page {
    pub(crate) fn new(visit: &Visit, title: String, here: &'static str) -> Self {
        let loaded = visit.app.loaded();
        let (lang, t) = (visit.lang, visit.t);
        let viewer = visit.viewer.as_ref();
        let as_of = loaded
            .as_ref()
            .map_or_else(String::new, |run| format::day(&run.manifest.as_of, lang));
        Self {
            t,
            lang,
            title,
            city: loaded
                .as_ref()
                .map_or_else(String::new, |run| run.city_name()),
            as_of,
            run: loaded.map_or_else(String::new, |run| run.manifest.id.clone()),
            path: visit.path.clone(),
            address: visit.address(),
            theme: visit.theme,
            assets: assets::version(),
            user: viewer.map_or_else(String::new, |viewer| viewer.session.full_name.clone()),
            is_demo: viewer.is_some_and(|viewer| viewer.is_demo),
            token: viewer.map_or_else(String::new, |viewer| viewer.form_token()),
            nav: nav(visit, here),
            again: 0,
        }
    }

    /// The language's code.
    pub(crate) fn language(&self) -> &'static str {
        self.lang.pick("id", "en")
    }

    /// Where the other language is had.
    pub(crate) fn other_language(&self) -> String {
        let other = self.lang.pick("en", "id");
        format!("/bahasa/{other}?kembali={}", format::encode(&self.address))
    }

    /// Where other colours are had.
    pub(crate) fn other_theme(&self) -> String {
        let other = match self.theme {
            "dark" => "terang",
            "light" => "otomatis",
            _ => "gelap",
        };
        format!("/tema/{other}?kembali={}", format::encode(&self.address))
    }

    /// What other colours would be.
    pub(crate) fn other_theme_title(&self) -> &'static str {
        match self.theme {
            "dark" => self.t.theme_light,
            "light" => self.t.theme_auto,
            _ => self.t.theme_dark,
        }
    }
}

fn nav(visit: &Visit, here: &'static str) -> Vec<NavItem> {
    let Some(viewer) = &visit.viewer else {
        return Vec::new();
    };
    let t = visit.t;
    let all = [
        ("/", t.nav_summary, Permission::ViewFigures),
        ("/wilayah", t.nav_areas, Permission::ViewFigures),
        ("/belum", t.nav_gap, Permission::ViewPeople),
        ("/penduduk", t.nav_people, Permission::ViewPeople),
        ("/keuangan", t.nav_money, Permission::ViewFigures),
        ("/tinjauan", t.nav_review, Permission::ReviewLinks),
        ("/usulan", t.nav_proposals, Permission::ViewProposals),
        ("/badan-usaha", t.nav_employers, Permission::ViewEmployers),
        ("/data", t.nav_data, Permission::ViewFigures),
        ("/pengaturan", t.nav_settings, Permission::ViewFigures),
    ];
    all.into_iter()
        .filter(|(_, _, needed)| viewer.may(*needed))
        .map(|(href, title, _)| {
            let n = visit.waits.at(href);
            let said = format::number(n, visit.lang);
            NavItem {
                href,
                title,
                is_here: href == here,
                waits_said: t.fill(t.waits_n, &[&said]),
                waits: if n > 0 { said } else { String::new() },
            }
        })
        .collect()
}
