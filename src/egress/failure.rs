//! Why a request came to nothing: what a person may read of it, and how it is told from the client's errors.

use std::{error::Error, io};

use super::{
    resolve::Unresolved,
    rule::{Refusal, Rule},
};

/// How far an attempt had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Resolving the name, opening the connection, agreeing on TLS.
    Connecting,
    /// Sending the request and waiting for the answer's headers to be complete.
    Waiting,
    /// Reading the answer's body.
    Reading,
}

/// Why an attempt has no complete answer. Displays as a sentence that is safe to show to whoever owns the receiver:
/// without addresses, and without any library's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SendError {
    /// The guard refused, before the request or at the moment of dialling. Nothing was sent.
    #[error("{0} (rule `{rule}`)", rule = .0.rule.as_str())]
    Refused(#[from] Refusal),
    /// The time for the whole attempt was up, or the network gave up first.
    #[error("{}", match .0 {
        Stage::Connecting => "no connection was made within the time allowed",
        Stage::Waiting => "the receiver did not answer within the time allowed",
        Stage::Reading => "the receiver began to answer but did not finish within the time allowed",
    })]
    Timeout(Stage),
    /// The name has no address.
    #[error("the host's name does not resolve")]
    NameUnresolved,
    /// Nothing listens at the port.
    #[error("the receiver refused the connection")]
    ConnectionRefused,
    /// No way to the host's network.
    #[error("the receiver's network cannot be reached")]
    Unreachable,
    /// The certificate is expired, for another name, or not signed by anyone trusted.
    #[error("the receiver's TLS certificate is not valid for this host")]
    Certificate,
    /// TLS failed for another reason: no common version, or it isn't TLS that is spoken there.
    #[error("a TLS connection with the receiver could not be agreed on")]
    Tls,
    /// The receiver closed or reset the connection before it had answered in full.
    #[error("the receiver closed the connection before it had answered in full")]
    Reset,
    /// What came back is not HTTP, or is beyond its bounds.
    #[error("the receiver's answer is not valid HTTP")]
    Protocol,
    /// This server's own fault, not the receiver's: it has no descriptor, port or memory left to connect with.
    #[error("this server could not open a connection")]
    Local,
}

impl SendError {
    /// A stable short name, `lower_snake`, to be stored and counted by.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Timeout(Stage::Connecting) => "timeout_connecting",
            Self::Timeout(Stage::Waiting) => "timeout_waiting",
            Self::Timeout(Stage::Reading) => "timeout_reading",
            Self::NameUnresolved => "name_unresolved",
            Self::ConnectionRefused => "connection_refused",
            Self::Unreachable => "unreachable",
            Self::Certificate => "certificate",
            Self::Tls => "tls",
            Self::Reset => "reset",
            Self::Protocol => "protocol",
            Self::Local => "local",
        }
    }

    /// Whether the receiver was not reached, or did not answer: it may be overloaded, or down.
    pub const fn is_no_answer(self) -> bool {
        matches!(self, Self::Timeout(_) | Self::ConnectionRefused | Self::Unreachable)
    }

    /// The rule that refused, when one did.
    pub const fn rule(self) -> Option<Rule> {
        match self {
            Self::Refused(refusal) => Some(refusal.rule),
            _ => None,
        }
    }
}

/// Why nothing could be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum FetchError {
    /// There is no complete answer.
    #[error(transparent)]
    Send(#[from] SendError),
    /// The answer points elsewhere, and that is never followed. Holds the status, 3xx.
    #[error("the URL answered {0}, a redirect, and redirects are not followed; use the URL it leads to")]
    Redirect(u16),
    /// The answer is neither 2xx nor 3xx. Holds the status.
    #[error("the URL answered {0}")]
    Status(u16),
    /// The answer is larger than the limit, in bytes.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge { limit: usize },
}

impl FetchError {
    /// A stable short name, `lower_snake`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Send(error) => error.as_str(),
            Self::Redirect(_) => "redirect",
            Self::Status(_) => "status",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

/// Tells what went wrong, by the types along the chain of sources and never by their words.
pub(super) fn classify(error: &reqwest::Error, stage: Stage) -> SendError {
    // The innermost cause says most: a refused connection is also a failed request.
    let mut found = None;
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = next {
        // What this room said itself is final; beneath it lies only why.
        if let Some(refusal) = cause.downcast_ref::<Refusal>() {
            return SendError::Refused(*refusal);
        }
        if cause.is::<Unresolved>() {
            return SendError::NameUnresolved;
        }
        found = recognise(cause, stage).or(found);
        next = cause.source();
    }
    found.unwrap_or_else(|| match (error.is_timeout(), error.is_dns(), error.is_connect()) {
        (true, _, _) => SendError::Timeout(stage),
        (_, true, _) => SendError::NameUnresolved,
        (_, _, true) => SendError::Local,
        _ => SendError::Protocol,
    })
}

fn recognise(cause: &(dyn Error + 'static), stage: Stage) -> Option<SendError> {
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return Some(match tls {
            rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => SendError::Certificate,
            _ => SendError::Tls,
        });
    }
    if let Some(io) = cause.downcast_ref::<io::Error>() {
        // An `io::Error` that wraps another error passes over it in `source()`.
        if let Some(inner) = io.get_ref()
            && let Some(found) = recognise(inner, stage)
        {
            return Some(found);
        }
        return of_io(io.kind(), stage);
    }
    if let Some(h2) = cause.downcast_ref::<h2::Error>() {
        return Some(match h2.get_io() {
            Some(io) => of_io(io.kind(), stage).unwrap_or(SendError::Reset),
            None if h2.is_remote() => SendError::Reset,
            None => SendError::Protocol,
        });
    }
    if let Some(http) = cause.downcast_ref::<hyper::Error>() {
        return if http.is_timeout() {
            Some(SendError::Timeout(stage))
        } else if http.is_incomplete_message() || http.is_closed() || http.is_canceled() {
            Some(SendError::Reset)
        } else {
            Some(SendError::Protocol)
        };
    }
    None
}

fn of_io(kind: io::ErrorKind, stage: Stage) -> Option<SendError> {
    match kind {
        io::ErrorKind::ConnectionRefused => Some(SendError::ConnectionRefused),
        io::ErrorKind::TimedOut => Some(SendError::Timeout(stage)),
        // PermissionDenied is what a local packet filter answers.
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::PermissionDenied => Some(SendError::Unreachable),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::NotConnected
        | io::ErrorKind::UnexpectedEof => Some(SendError::Reset),
        // Out of descriptors, ports or memory: kinds without a stable name.
        _ if stage == Stage::Connecting => Some(SendError::Local),
        _ => None,
    }
}
