//! Buckets of others: what may be written there is signed here, and sent by whoever may send.

use std::{io, pin::Pin, time::Duration};

use http::{HeaderMap, HeaderValue, Method, header};
use object_store::{
    ClientOptions,
    aws::{AmazonS3, AmazonS3Builder},
    client::{HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService},
    path::Path as BlobPath,
    signer::{SignedUrlOptions, Signer},
};

use super::BlobError;
use crate::domain::{secret::Secret, storage::BucketPlace};

/// What links to pictures last as long as: their bytes never change.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A bucket of an S3-compatible service, and the key to it.
pub struct Bucket(AmazonS3);

impl Bucket {
    /// # Errors
    /// [`BlobError::Misconfigured`] where the place is none.
    pub fn new(place: &BucketPlace, secret: &Secret) -> Result<Self, BlobError> {
        let built = AmazonS3Builder::new()
            .with_endpoint(&place.endpoint)
            .with_bucket_name(&place.bucket)
            .with_region(&place.region)
            .with_virtual_hosted_style_request(place.virtual_hosted)
            .with_access_key_id(&place.access_key_id)
            .with_secret_access_key(secret.expose())
            .with_http_connector(Unconnected)
            .build();
        built.map(Self).map_err(|error| BlobError::Misconfigured(format!("the bucket cannot be used: {error}")))
    }

    /// The request that writes an object: its URL, signed (AWS Signature Version 4, query parameters) and good for so
    /// long, and the headers that go with it.
    pub async fn write_request(
        &self,
        key: &str,
        content_type: &'static str,
        valid: Duration,
    ) -> Result<(String, HeaderMap), BlobError> {
        let key = BlobPath::parse(key).map_err(|error| BlobError::Misconfigured(error.to_string()))?;
        let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(content_type)), (header::CACHE_CONTROL, CACHE)];
        let options = headers.iter().fold(SignedUrlOptions::default(), |options, (name, value)| {
            options.with_signed_header(name.clone(), value.clone())
        });
        let url = self.0.signed_url_opts(Method::PUT, &key, valid, &options).await?;
        Ok((url.into(), HeaderMap::from_iter(headers)))
    }
}

/// No way out: nothing but the guarded client sends to where somebody else points.
#[derive(Debug)]
struct Unconnected;

impl HttpConnector for Unconnected {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Unconnected))
    }
}

impl HttpService for Unconnected {
    fn call<'a, 'b>(
        &'a self,
        _: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async { Err(HttpError::new(HttpErrorKind::Unknown, io::Error::other("nothing is sent from here"))) })
    }
}

#[cfg(test)]
mod tests {
    use object_store::ObjectStoreExt;

    use super::*;

    fn place() -> BucketPlace {
        BucketPlace {
            endpoint: "https://s3.example:9000".into(),
            bucket: "pictures".into(),
            region: "eu-central-1".into(),
            prefix: String::new(),
            virtual_hosted: false,
            access_key_id: "AKIDEXAMPLE".into(),
        }
    }

    #[tokio::test]
    async fn a_signed_request_names_the_object_and_not_the_secret() {
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        let bucket = Bucket::new(&place(), &secret).unwrap();
        let valid = Duration::from_secs(60);
        let (url, headers) = bucket.write_request("og/a b.png", "image/png", valid).await.unwrap();
        assert!(url.starts_with("https://s3.example:9000/pictures/og/a%20b.png?"), "{url}");
        for part in [
            "X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "X-Amz-Credential=AKIDEXAMPLE%2F",
            "eu-central-1%2Fs3%2Faws4_request",
            "X-Amz-Expires=60",
            "X-Amz-SignedHeaders=cache-control%3Bcontent-type%3Bhost",
            "X-Amz-Signature=",
        ] {
            assert!(url.contains(part), "{part}: {url}");
        }
        assert!(!url.contains("wJalrX"), "{url}");
        assert_eq!(headers[header::CONTENT_TYPE], "image/png");

        let hosted = BucketPlace { endpoint: "https://pictures.s3.example".into(), virtual_hosted: true, ..place() };
        let bucket = Bucket::new(&hosted, &secret).unwrap();
        let (url, _) = bucket.write_request("a.png", "image/png", valid).await.unwrap();
        assert!(url.starts_with("https://pictures.s3.example/a.png?"), "{url}");
    }

    #[tokio::test]
    async fn nothing_is_sent_from_here() {
        let bucket = Bucket::new(&place(), &Secret::new("secret")).unwrap();
        assert!(bucket.0.head(&BlobPath::from("a.png")).await.is_err());
    }
}
