//! Pages of lists.

use uuid::Uuid;

use crate::{
    api::token::Tokens,
    domain::{
        id::WorkspaceId,
        page::{Page, PageRequest},
        reason::Reason,
        violation::Violation,
    },
};

/// What a page token is bound to: a method, a workspace, and the request's filters.
pub struct List<'a> {
    pub tokens: &'a Tokens,
    pub method: &'static str,
    pub workspace: WorkspaceId,
    /// The filters as they were sent, encoded; the same on every page.
    pub filters: Vec<u8>,
}

impl List<'_> {
    fn purpose(&self) -> [&[u8]; 3] {
        [self.method.as_bytes(), self.workspace.as_bytes(), &self.filters]
    }

    /// Which part of the list was asked for.
    pub fn request(&self, size: i32, token: &str) -> Result<PageRequest, Vec<Violation>> {
        let mut violations = Vec::new();
        let size = match u32::try_from(size) {
            Ok(0) => PageRequest::DEFAULT_SIZE,
            Ok(size) if size <= PageRequest::MAX_SIZE => size,
            _ => {
                let message = format!("must be from 0 to {}", PageRequest::MAX_SIZE);
                violations.push(Violation::invalid("page_size", message));
                0
            }
        };
        let after = if token.is_empty() {
            None
        } else {
            let opened = self.tokens.open(&self.purpose(), token).and_then(|bytes| Uuid::from_slice(&bytes).ok());
            if opened.is_none() {
                let message = "is not the `next_page_token` of a page of this list with the same filters";
                violations.push(Violation::new("page_token", Reason::InvalidPageToken, message));
            }
            opened
        };
        if violations.is_empty() { Ok(PageRequest { size, after }) } else { Err(violations) }
    }

    /// The token for what comes after `page`; empty at the end.
    pub fn next_token<T>(&self, page: &Page<T>) -> String {
        page.next.map(|id| self.tokens.seal(&self.purpose(), id.as_bytes())).unwrap_or_default()
    }
}
