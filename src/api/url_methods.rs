//! RenderService's methods of signed URLs.

use std::time::Duration;

use placard_client::v1;
use tonic::{Request, Response, Status};

use super::{
    Api,
    caller::Caller,
    convert::{check::Checks, optional_duration, optional_time, spec, timestamp},
};
use crate::domain::{access::Scope, timestamp::Timestamp, violation::Violation};

type Answer<T> = Result<Response<T>, Status>;

const TEN_YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);
/// How long URLs of the keys before a new one are good.
const OVERLAP: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl Api {
    pub(super) async fn sign_url(
        &self,
        request: Request<v1::SignRenderUrlRequest>,
    ) -> Answer<v1::SignRenderUrlResponse> {
        let workspace = Caller::workspace(request.extensions(), Scope::Render)?;
        let request = request.into_inner();
        let now = self.engine.clock.now();
        let mut checks = Checks::default();
        let spec = checks.part("spec", spec::spec(request.spec));
        if request.expire_time.is_some() && request.ttl.is_some() {
            checks.add(Violation::invalid("ttl", "stands beside `expire_time`: give the one or the other"));
        }
        let end = optional_time(&mut checks, "expire_time", request.expire_time);
        if end.is_some_and(|end| end.as_seconds() <= now.as_seconds()) {
            checks.add(Violation::invalid("expire_time", "must be in the future"));
        }
        let ttl = optional_duration(&mut checks, "ttl", request.ttl, TEN_YEARS);
        if ttl.is_some_and(|ttl| ttl < Duration::from_secs(1)) {
            checks.add(Violation::invalid("ttl", "must be 1 second at least"));
        }
        checks.answer()?;
        let spec = spec.expect("without violations there is a spec");
        // URLs say it in whole seconds, rounded up, so that no URL ends before its time.
        let end = end.or_else(|| ttl.map(|ttl| now.plus(ttl))).map(|end| end.plus(Duration::from_micros(999_999)));
        let end = end.map(|end| Timestamp::from_micros(end.as_seconds() * 1_000_000));
        let signed = self.engine.sign_url(workspace, &spec, end).await.map_err(|error| error.within("spec"))?;
        Ok(Response::new(v1::SignRenderUrlResponse {
            url: signed.url,
            expire_time: signed.expire_time.map(timestamp),
            signing_key_id: signed.key.to_string(),
        }))
    }

    pub(super) async fn rotate_url_key(
        &self,
        request: Request<v1::RotateSigningKeyRequest>,
    ) -> Answer<v1::RotateSigningKeyResponse> {
        let workspace = Caller::workspace(request.extensions(), Scope::Keys)?;
        let mut checks = Checks::default();
        let overlap = optional_duration(&mut checks, "overlap", request.into_inner().overlap, TEN_YEARS);
        checks.answer()?;
        let (key, old_end) = self.engine.rotate_url_key(workspace, overlap.unwrap_or(OVERLAP)).await?;
        Ok(Response::new(v1::RotateSigningKeyResponse {
            signing_key_id: key.id.to_string(),
            secret: key.secret.expose().to_owned(),
            old_keys_expire_time: old_end.map(timestamp),
        }))
    }
}
