//! Users, their roles and their sessions.

mod grant;
mod outside;
mod password;
mod session;
mod sign_in;
mod token;
mod totp;
mod user;

pub use grant::Grant;
pub use outside::OutsideIdentity;
pub use password::PASSWORD_LENGTH_MIN;
pub use session::{Method, Session};
pub use sign_in::{Credentials, SignInError};
pub use token::SessionToken;
pub use totp::TotpOffer;
pub use user::{NewUser, User};
