//! Whom the client trusts, and what it offers.

use std::{path::Path, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem, pem::PemObject as _},
};

/// A file of certificate authorities cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuthoritiesError {
    #[error("it cannot be read as PEM")]
    Unreadable(#[source] pem::Error),
    #[error("there is no certificate in it")]
    Empty,
}

/// The certificates of a PEM file, to trust besides the public authorities.
///
/// # Errors
/// When there is none in it, or it cannot be read.
pub fn authorities(file: &Path) -> Result<Vec<CertificateDer<'static>>, AuthoritiesError> {
    let found = CertificateDer::pem_file_iter(file).map_err(AuthoritiesError::Unreadable)?;
    let found = found.collect::<Result<Vec<_>, _>>().map_err(AuthoritiesError::Unreadable)?;
    if found.is_empty() { Err(AuthoritiesError::Empty) } else { Ok(found) }
}

/// TLS 1.2 and 1.3 with ring, HTTP/2 offered before HTTP/1.1.
///
/// The roots are Mozilla's, compiled in from the `webpki-roots` crate (generated from the CCADB, released at every
/// change). The system's store would be missing from a container without `ca-certificates`, where every delivery would
/// then fail, and would differ from machine to machine. `extra` adds an operator's own authorities.
///
/// The provider is passed, not installed for the process: no other part of the process can change what is used here.
pub(super) fn config(extra: &[CertificateDer<'static>]) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in extra {
        roots.add(certificate.clone())?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
