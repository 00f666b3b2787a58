//! Which address leads where.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::app::Shared;
use crate::pages::{
    account, areas, audit, bill, compare, data, deliveries, door, gap, law, layouts, money,
    neighbourhood, outside, people, person, plain, public, receipts, runout, runs, start, summary,
    timeline, upload, users, village, visits,
};
use crate::{api, assets, forms, frame};

/// **Units**: bytes of a form without files.
const FORM_MAX: usize = 64 << 10;

pub(crate) fn router(app: Shared) -> Router {
    let uploads = Router::new().route(
        "/data/unggah",
        get(upload::form)
            .post(upload::receive)
            .layer(DefaultBodyLimit::max(upload::UPLOAD_MAX + FORM_MAX)),
    );
    figures()
        .merge(people_pages())
        .merge(desk_pages())
        .merge(review_pages())
        .merge(employer_pages())
        .merge(funding_pages())
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .merge(uploads)
        .merge(proposal_pages())
        .layer(from_fn_with_state(Shared::clone(&app), frame::dress))
        .with_state(app)
}

fn figures() -> Router<Shared> {
    Router::new()
        .route("/", get(summary::show))
        .route("/wilayah", get(areas::list))
        .route("/wilayah/{area}", get(areas::show))
        .route("/wilayah/{area}/lembar", get(village::show))
        .route("/wilayah/{area}/rt/{rt}", get(neighbourhood::show))
        .route("/wilayah/{area}/{file}", get(areas::download))
        .route("/kuitansi/{kind}", get(receipts::show))
        .route("/publik/kuitansi/{kind}", get(receipts::public))
        .route("/keuangan/anggaran", get(runout::show))
        .route("/keuangan", get(money::show))
        .route(
            "/keuangan/kewajiban",
            get(money::due).post(money::compute_due),
        )
        .route("/keuangan/penghargaan", get(money::award))
        .route("/publik", get(public::show))
        .route("/publik.csv", get(public::csv))
        .route("/publik.json", get(public::json))
        .route("/api/v1/figures", get(api::figures))
        .route("/api/v1/bridge", get(api::bridge))
        .route("/api/v1/runs", get(api::runs))
        .route("/api/v1/receipt", get(api::receipt))
        .route("/api/openapi.json", get(api::openapi))
}

fn people_pages() -> Router<Shared> {
    Router::new()
        .route("/belum", get(gap::show))
        .route("/belum/{file}", post(gap::download))
        .route("/kunjungan", get(visits::show))
        .route("/kunjungan/{token}", get(visits::one).post(visits::record))
        .route("/kunjungan/{token}/batal", post(visits::undo))
        .route("/kunjungan/berkas/{file}", post(visits::download))
        .route("/penduduk", get(people::form).post(people::search))
        .route("/penduduk/o/{token}", get(person::show).post(person::open))
        .route("/penduduk/o/{token}/riwayat", get(timeline::show))
        .route("/keuangan/tagihan", get(bill::lines))
        .route("/keuangan/tagihan/{file}", post(bill::download))
}

fn proposal_pages() -> Router<Shared> {
    use crate::pages::proposals::{
        act, batch, batches, calendar, draft, export, one, show, single,
    };
    let answers = Router::new()
        .route("/usulan/batch/{id}/jawaban", post(batch::answer))
        .layer(DefaultBodyLimit::max(forms::FILE_MAX + FORM_MAX));
    Router::new()
        .route("/usulan", get(show))
        .route("/usulan/{id}", get(one::show).post(one::open))
        .route("/usulan/tindak", post(act::choose))
        .route("/usulan/tindak/{key}", post(act::take))
        .route("/usulan/susun", post(draft::bulk))
        .route("/usulan/orang/{token}", post(single::propose))
        .route("/usulan/berkas/{file}", post(export::download))
        .route("/usulan/kalender", get(calendar::show))
        .route("/usulan/batch", get(batches::list).post(batches::choose))
        .route("/usulan/batch/{id}", get(batch::show))
        .route("/usulan/batch/{id}/selesai", post(batch::close))
        .route("/usulan/batch/{id}/berkas/{file}", post(batch::download))
        .layer(DefaultBodyLimit::max(FORM_MAX))
        .merge(answers)
}

fn review_pages() -> Router<Shared> {
    use crate::pages::review::{export, judge, pair, show};
    Router::new()
        .route("/tinjauan", get(show))
        .route("/tinjauan/keputusan.csv", post(export))
        .route("/tinjauan/{token}", get(pair::show).post(pair::open))
        .route("/tinjauan/{token}/nilai", post(judge::give))
        .route("/tinjauan/{token}/batal", post(judge::undo))
}

fn employer_pages() -> Router<Shared> {
    use crate::pages::employers::{case, cases, download, firm, refresh, show};
    Router::new()
        .route("/badan-usaha", get(show).post(refresh::begin))
        .route("/badan-usaha/daftar/{file}", get(download))
        .route("/badan-usaha/perkara", get(cases::show))
        .route("/badan-usaha/perkara/{id}", get(case::show))
        .route("/badan-usaha/perkara/{id}/langkah", post(case::advance))
        .route("/badan-usaha/perkara/{id}/tutup", post(case::close))
        .route("/badan-usaha/perkara/{id}/surat", post(case::letter))
        .route("/badan-usaha/{token}", get(firm::show).post(firm::open))
        .route("/badan-usaha/{token}/perkara", post(firm::begin))
}

fn funding_pages() -> Router<Shared> {
    use crate::pages::funding::{download, minutes, show, why};
    Router::new()
        .route("/keuangan/rencana", get(show))
        .route("/keuangan/rencana/orang/{token}", get(why))
        .route("/keuangan/rencana/{file}", post(download))
        .route("/keuangan/berita-acara", get(minutes::show))
        .route("/keuangan/berita-acara/{file}", post(minutes::download))
}

fn desk_pages() -> Router<Shared> {
    Router::new()
        .route("/data", get(data::show))
        .route(
            "/data/unggah/{key}",
            get(upload::delivery).post(upload::import_all),
        )
        .route(
            "/data/unggah/{key}/{file}",
            get(upload::map).post(upload::map_taken),
        )
        .route("/data/cuplikan/{id}", get(data::snapshot))
        .route("/data/cuplikan/{id}/tolakan.csv", post(data::rejects))
        .route("/data/kalender", get(deliveries::calendar))
        .route("/data/mutu", get(deliveries::quality))
        .route("/data/banding", get(compare::show))
        .route("/data/banding/{file}", post(compare::download))
        .route("/data/run", post(runs::begin))
        .route("/data/run/{id}", get(runs::show))
        .route("/data/run/{id}/periksa", post(runs::verify))
        .route("/data/pekerjaan/{id}", get(money::job))
        .route("/pengaturan", get(law::list))
        .route("/pengaturan/hukum", get(law::list))
        .route("/pengaturan/hukum/{id}", get(law::show))
        .route("/pengaturan/tata-letak", get(layouts::list))
        .route(
            "/pengaturan/tata-letak/{name}",
            get(layouts::show).post(layouts::retire),
        )
        .route("/pengaturan/bahasa", get(layouts::languages))
        .route("/pengaturan/pengguna", get(users::list).post(users::add))
        .route(
            "/pengaturan/pengguna/{name}",
            get(users::show).post(users::change),
        )
        .route("/pengaturan/audit", get(audit::show))
        .route("/akun", get(account::show))
        .route(
            "/sandi",
            get(door::password_form).post(door::change_password),
        )
        .route("/masuk", get(door::form).post(door::sign_in))
        .route("/masuk/luar", get(outside::begin))
        .route("/masuk/balik", get(outside::back))
        .route("/keluar", post(door::sign_out))
        .route("/mulai", get(start::show).post(start::found))
        .route("/bahasa/{language}", get(plain::language))
        .route("/tema/{theme}", get(plain::theme))
        .route("/sehat", get(plain::health))
        .route("/aset/{version}/{name}", get(assets::serve))
}
