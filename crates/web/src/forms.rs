//! Forms beyond plain fields: repeated ones, and files.

use std::fmt;

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::app::Shared;
use crate::fault::Fault;
use crate::pages::upload::safe_name;
use crate::visit::Desked;

/// Fields as they come: a name may come more than once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    /// The first value of a name, "" where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields of a form")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    fields.push(pair);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// **Units**: bytes of one file of answers.
pub(crate) const FILE_MAX: usize = 32 << 20;

/// Why a form with a file was not read.
pub(crate) fn broken(error: MultipartError) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Fault::TooLarge
    } else {
        Fault::Bad("unggahan terputus", "the upload broke off")
    }
}

/// One file with a form of this session.
pub(crate) struct PostedFile {
    pub(crate) at: Desked,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl FromRequest<Shared> for PostedFile {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let at = Desked::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, app)
            .await
            .map_err(|_| Fault::Bad("isian tidak lengkap", "the form is not complete"))?;
        let (mut token, mut file) = (String::new(), None);
        while let Some(field) = form.next_field().await.map_err(broken)? {
            match field.name().unwrap_or_default() {
                "_token" => token = field.text().await.map_err(broken)?,
                // The seal comes first, before any file is taken.
                "file" if at.viewer.knows(&token) => {
                    let name = safe_name(field.file_name().unwrap_or_default());
                    let bytes = field.bytes().await.map_err(broken)?;
                    file = (!bytes.is_empty()).then(|| (name, bytes.to_vec()));
                }
                _ => {}
            }
        }
        if !at.viewer.knows(&token) {
            return Err(Fault::Forged);
        }
        let (name, bytes) = file.ok_or(Fault::Bad("pilih berkasnya", "choose a file"))?;
        Ok(Self { at, name, bytes })
    }
}
