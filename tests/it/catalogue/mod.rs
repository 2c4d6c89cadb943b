//! The catalogue of errors: every reason that the API names is provoked on the real server, and docs/errors.md shows what
//! came of it. `UPDATE=1 cargo test catalogue` writes the page.

mod page;
mod provoke;
mod quiet;
