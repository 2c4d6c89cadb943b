//! A receiver that speaks TLS, signed by an authority of the test's own, and counts its connections.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Router, extract::Request, routing::any};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Version;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
    service::TowerToHyperService,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

use super::server::PATIENCE;

pub struct TlsReceiver {
    pub address: SocketAddr,
    /// The certificate of the authority that signed it, as PEM.
    pub authority: PathBuf,
    connections: Arc<AtomicUsize>,
    versions: mpsc::UnboundedReceiver<Version>,
    serving: JoinHandle<()>,
    _folder: TempDir,
}

impl TlsReceiver {
    /// Answers 200 as `host`, over these protocols of ALPN.
    pub async fn start(host: &str, alpn: &[&[u8]]) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![host.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
            .unwrap();
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.to_vec()).collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("authority.pem");
        let pem = STANDARD.encode(authority.der());
        std::fs::write(&file, format!("-----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n")).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound listener has an address");
        let connections = Arc::new(AtomicUsize::new(0));
        let (seen, versions) = mpsc::unbounded_channel();
        let router = Router::new().fallback(any(move |request: Request| {
            let _ = seen.send(request.version());
            async { "taken" }
        }));
        let counted = connections.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let (acceptor, router) = (acceptor.clone(), router.clone());
                tokio::spawn(async move {
                    // Who doesn't trust the certificate goes away here.
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    let service = TowerToHyperService::new(router);
                    let _ =
                        auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Self { address, authority: file, connections, versions, serving, _folder: folder }
    }

    /// The version of the next request, waited for.
    pub async fn next(&mut self) -> Version {
        let received = tokio::time::timeout(PATIENCE, self.versions.recv()).await;
        received.expect("a request that arrives in time").expect("a receiver that serves")
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for TlsReceiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
