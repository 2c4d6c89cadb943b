//! TLS and HTTP/2 with a certificate authority of the test's own.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Response};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsAcceptor;

use super::receivers::{LOOPBACK, PLENTY, Receiver, Script, loopback_allowed};
use crate::egress::{Answer, Client, Guard, SendError};

/// Signs certificates, and is trusted by whoever is told to.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn root(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// Speaks TLS as `host`, offering the protocols of `alpn`.
    fn acceptor(&self, host: &str, alpn: &[&[u8]]) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![host.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
            .unwrap();
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What the HTTP/2 receiver does with a stream.
#[derive(Clone, Copy)]
enum Manner {
    Answers,
    Resets,
    /// Sends the headers and a byte, then resets.
    BreaksOff,
}

async fn http2(stream: TcpStream, acceptor: TlsAcceptor, manner: Manner) {
    // A client that doesn't trust the certificate goes away here.
    let Ok(stream) = acceptor.accept(stream).await else { return };
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let mut connection = h2::server::handshake(stream).await.unwrap();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        assert_eq!(request.method(), http::Method::POST);
        match manner {
            Manner::Answers => {
                let mut body = respond.send_response(Response::new(()), false).unwrap();
                body.send_data(Bytes::from_static(b"over h2"), true).unwrap();
            }
            Manner::Resets => respond.send_reset(h2::Reason::INTERNAL_ERROR),
            Manner::BreaksOff => {
                let mut body = respond.send_response(Response::new(()), false).unwrap();
                body.send_data(Bytes::from_static(b"x"), false).unwrap();
                // A reset overtakes what is still queued: give the byte a head start.
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                    body.send_reset(h2::Reason::INTERNAL_ERROR);
                });
            }
        }
    }
}

fn client(roots: &[CertificateDer<'static>]) -> Client {
    let guard = Guard::with_resolver(loopback_allowed(), Script::always(vec![LOOPBACK]));
    Client::with_roots(guard, roots).unwrap()
}

async fn post(client: &Client, host: &str, address: SocketAddr) -> Result<Answer, SendError> {
    let url = client.guard().judge_url(&format!("https://{host}:{}/", address.port())).unwrap();
    client.post(&url, HeaderMap::new(), Bytes::from_static(b"{}"), PLENTY).await
}

async fn receiver(authority: &Authority, manner: Manner) -> Receiver {
    let acceptor = authority.acceptor("receiver.example", &[b"h2", b"http/1.1"]);
    Receiver::start(move |stream| http2(stream, acceptor.clone(), manner)).await
}

#[tokio::test]
async fn http2_is_spoken_where_it_is_offered_and_its_connection_kept() {
    let authority = Authority::new();
    let receiver = receiver(&authority, Manner::Answers).await;
    let client = client(&[authority.root()]);
    for _ in 0..5 {
        let answer = post(&client, "receiver.example", receiver.address).await.unwrap();
        assert_eq!((answer.status, &answer.body[..], answer.accepted()), (200, &b"over h2"[..], true));
    }
    assert_eq!(receiver.connections(), 1);
}

#[tokio::test]
async fn a_stream_that_is_reset_is_told() {
    let authority = Authority::new();
    let resets = receiver(&authority, Manner::Resets).await;
    let client = client(&[authority.root()]);
    assert_eq!(post(&client, "receiver.example", resets.address).await, Err(SendError::Reset));

    let breaks_off = receiver(&authority, Manner::BreaksOff).await;
    let answer = post(&client, "receiver.example", breaks_off.address).await.unwrap();
    assert_eq!((answer.status, answer.body_error), (200, Some(SendError::Reset)));
    assert!(answer.accepted());
}

#[tokio::test]
async fn a_certificate_must_be_trusted_and_name_the_host() {
    let authority = Authority::new();
    let receiver = receiver(&authority, Manner::Answers).await;
    let trusting = client(&[authority.root()]);
    let wary = client(&[Authority::new().root()]);
    assert_eq!(post(&trusting, "other.example", receiver.address).await, Err(SendError::Certificate));
    assert_eq!(post(&wary, "receiver.example", receiver.address).await, Err(SendError::Certificate));
    assert_eq!(post(&client(&[]), "receiver.example", receiver.address).await, Err(SendError::Certificate));
    // A final dot is not part of the name that the certificate is for.
    assert!(post(&trusting, "receiver.example.", receiver.address).await.unwrap().accepted());
}

#[tokio::test]
async fn what_is_not_tls_is_told() {
    let plain = Receiver::start(|mut stream| async move {
        // The first bytes of the handshake are enough for a web server to take offence.
        let _ = stream.read(&mut [0; 64]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = stream.read(&mut [0; 4096]).await;
    })
    .await;
    assert_eq!(post(&client(&[]), "receiver.example", plain.address).await, Err(SendError::Tls));
    let authority = Authority::new();
    // No protocol in common.
    let acceptor = authority.acceptor("receiver.example", &[b"smtp"]);
    let strange = Receiver::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let _ = acceptor.accept(stream).await;
        }
    })
    .await;
    assert_eq!(post(&client(&[authority.root()]), "receiver.example", strange.address).await, Err(SendError::Tls));
}

#[test]
fn a_root_that_is_none_is_refused() {
    let guard = Guard::new(loopback_allowed());
    assert!(Client::with_roots(guard, &[CertificateDer::from(vec![1, 2, 3])]).is_err());
}
