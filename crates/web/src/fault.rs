//! What a page answers when it cannot answer.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use semesta_desk::DeskError;

/// Why a request is not answered.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Nobody is signed in; where to go afterwards.
    SignIn(String),
    /// The first password must be changed first.
    NewPassword,
    /// There is nobody yet who could sign in.
    NoDesk,
    /// There is no run to show yet.
    NoRun,
    /// Whoever asks may not.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// The form did not come from a page of this session.
    Forged,
    /// Too many attempts.
    TooMany,
    /// What was sent is too large.
    TooLarge,
    /// What was sent makes no sense: Indonesian, English.
    Bad(&'static str, &'static str),
    /// The desk did not do it, and nothing was changed.
    Desk(DeskError),
    /// Our own failure, told to the terminal and nobody else.
    Broken(anyhow::Error),
}

impl Fault {
    /// A stable code for programs and for those who ask for help.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "sign_in",
            Self::NewPassword => "new_password",
            Self::NoDesk => "no_desk",
            Self::NoRun => "no_run",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Forged => "forged",
            Self::TooMany => "too_many",
            Self::TooLarge => "too_large",
            Self::Bad(..) => "bad_request",
            Self::Desk(error) => error.code(),
            Self::Broken(_) => "broken",
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::SignIn(_) => StatusCode::UNAUTHORIZED,
            Self::NewPassword | Self::NoDesk | Self::NoRun => StatusCode::CONFLICT,
            Self::Forbidden | Self::Forged => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Bad(..) => StatusCode::BAD_REQUEST,
            Self::Desk(DeskError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Desk(DeskError::Invalid { .. } | DeskError::File { .. }) => {
                StatusCode::BAD_REQUEST
            }
            Self::Desk(_) => StatusCode::CONFLICT,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        match error.into().downcast::<DeskError>() {
            Ok(error) => of_desk(error),
            Err(error) => Self::Broken(error),
        }
    }
}

/// What the desk refuses is told to whoever asked; what breaks is not.
fn of_desk(error: DeskError) -> Fault {
    match error {
        DeskError::Refused { .. } => Fault::Forbidden,
        DeskError::Unknown(_) => Fault::NotFound,
        error @ (DeskError::Conflict { .. }
        | DeskError::State { .. }
        | DeskError::SamePerson { .. }
        | DeskError::Exists
        | DeskError::Invalid { .. }
        | DeskError::File { .. }
        | DeskError::Busy) => Fault::Desk(error),
        error => Fault::Broken(error.into()),
    }
}

/// The fault travels with the response; the frame around every page words it.
#[derive(Debug, Clone)]
pub(crate) struct Told(pub(crate) std::sync::Arc<Fault>);

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Self::Broken(error) = &self {
            // Errors of ours carry row numbers and file names, never people.
            eprintln!("semesta: {error:#}");
        }
        let mut response = self.status().into_response();
        response
            .extensions_mut()
            .insert(Told(std::sync::Arc::new(self)));
        response
    }
}
