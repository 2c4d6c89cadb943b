//! Pages of lists.

use prost::Message;
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

/// Largest page, in bytes, unless a single item is larger.
const MAX_PAGE: usize = 16 * 1024 * 1024;

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

    /// A page as an answer has it, and the token for what comes after; empty at the end. It ends early where the answer
    /// would become too large, but never before its first item.
    pub fn answer<T, M: Message>(
        &self,
        page: Page<T>,
        id: impl Fn(&T) -> Uuid,
        convert: impl Fn(T) -> M,
    ) -> (Vec<M>, String) {
        let (mut next, mut bytes) = (page.next, 0);
        let mut answered = Vec::with_capacity(page.items.len());
        let mut last = None;
        for item in page.items {
            let here = id(&item);
            let message = convert(item);
            bytes += message.encoded_len();
            if bytes > MAX_PAGE && last.is_some() {
                next = last;
                break;
            }
            last = Some(here);
            answered.push(message);
        }
        let token = next.map(|id| self.tokens.seal(&self.purpose(), id.as_bytes())).unwrap_or_default();
        (answered, token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_before_it_is_too_large_and_goes_on_where_it_ended() {
        let tokens = Tokens::new([1; 32]);
        let workspace = WorkspaceId::from_uuid(Uuid::nil());
        let list = List { tokens: &tokens, method: "List", workspace, filters: Vec::new() };
        let page = |sizes: &[usize], next| {
            let items = sizes.iter().enumerate().map(|(n, size)| (Uuid::from_u128(n as u128), *size)).collect();
            let answer = list.answer(Page { items, next }, |item: &(Uuid, usize)| item.0, |item| "x".repeat(item.1));
            let after = list.request(0, &answer.1).unwrap().after.map(|id| id.as_u128());
            (answer.0.len(), after)
        };
        let half = MAX_PAGE / 2 - 100;
        assert_eq!(page(&[1, 1], None), (2, None));
        assert_eq!(page(&[1, 1], Some(Uuid::from_u128(1))), (2, Some(1)));
        assert_eq!(page(&[half, half, half], None), (2, Some(1)));
        assert_eq!(page(&[2 * MAX_PAGE, 1], None), (1, Some(0)));
        assert_eq!(page(&[2 * MAX_PAGE], None), (1, None));
    }
}
