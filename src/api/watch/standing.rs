//! What is followed by itself until it has ended: its log is that of its own revisions, of which the last one tells all.

use prost::Message;
use uuid::Uuid;

use super::{Source, Stretch};
use crate::{
    domain::id::WorkspaceId,
    engine::{Engine, Error},
    store::Cursor,
};

/// Something that stands somehow, and has an end.
pub trait Standing: Send + Sync + 'static {
    const METHOD: &'static str;
    type Item: Send;
    type Message: Message + Clone + 'static;

    /// How it stands, and whether it has ended.
    fn look(
        &self,
        engine: &Engine,
        workspace: WorkspaceId,
    ) -> impl Future<Output = Result<(Cursor, Self::Item, bool), Error>> + Send;

    /// That, or a sign of life, and where to go on after it.
    fn message(item: Option<Self::Item>, resume_token: String) -> Self::Message;
}

/// The source of its stream.
pub struct Revisions<S>(pub S);

impl<S: Standing> Source for Revisions<S> {
    const METHOD: &'static str = S::METHOD;
    const SHARED: bool = false;
    type Item = S::Item;
    type Message = S::Message;

    /// A stream of this begins with how it stands, so nobody asks where its log ends.
    async fn end(&self, _: &Engine) -> Result<Cursor, Error> {
        Ok(Cursor::START)
    }

    async fn has_expired(&self, _: &Engine, _: Cursor) -> Result<bool, Error> {
        Ok(false)
    }

    async fn floor(&self, _: &Engine, _: WorkspaceId, _: Cursor) -> Result<Option<Uuid>, Error> {
        Ok(None)
    }

    async fn existing(
        &self,
        _: &Engine,
        _: WorkspaceId,
        _: Cursor,
        _: Option<Uuid>,
    ) -> Result<Vec<(Uuid, S::Item)>, Error> {
        Ok(Vec::new())
    }

    async fn after(&self, engine: &Engine, workspace: WorkspaceId, cursor: Cursor) -> Result<Stretch<S::Item>, Error> {
        let (place, item, last) = self.0.look(engine, workspace).await?;
        let items = if place > cursor { vec![(place, item)] } else { Vec::new() };
        Ok(Stretch { items, next: place.max(cursor), more: false, last })
    }

    fn message(item: Option<S::Item>, resume_token: String) -> S::Message {
        S::message(item, resume_token)
    }
}
