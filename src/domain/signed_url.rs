//! URLs under which a picture is rendered when it is asked for, and what signs them.
//!
//! `/r/{template}.{ext}?k=urk_…&title=…&v=3&exp=1767225600&sig=…`: `sig` stands last and signs every byte before it, from
//! `/r/` on, so that nothing can be changed, added, left out or put in another order.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use url::form_urlencoded;

use super::{
    excerpt::Excerpt,
    id::{UrlKeyId, WorkspaceId},
    output::{DEFAULT_QUALITY, Effort, Format, FormatChoice, Output, OutputRequest},
    secret::Secret,
    spec::TemplateRef,
    timestamp::Timestamp,
    violation::Violation,
};

/// What the path of such a URL begins with.
pub const PATH: &str = "/r/";
/// What stands in the place of a format for one that the reader chooses.
pub const NEGOTIATED: &str = "auto";
/// What a variable is called whose name is one of [`RESERVED`]; any other may be.
pub const VARIABLE_PREFIX: &str = "var.";
/// Names that are no variables: the key, the workspace of a URL without signature, the template's version, the end in
/// seconds since 1970, the signature, and the output's width, height, size preset, scale and quality.
pub const RESERVED: [&str; 10] = ["k", "ws", "v", "exp", "sig", "w", "h", "size", "scale", "q"];
const MAX_VARIABLES: usize = 200;

/// What signs a workspace's URLs. Its id stands in them, its secret doesn't.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlKey {
    pub id: UrlKeyId,
    pub workspace_id: WorkspaceId,
    /// HMAC is keyed with its characters.
    pub secret: Secret,
    /// When it ends to be good, once it was replaced.
    pub expire_time: Option<Timestamp>,
    pub create_time: Timestamp,
}

impl UrlKey {
    fn mac(&self, target: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.expose().as_bytes()).expect("a key of any length");
        mac.update(target.as_bytes());
        mac
    }

    /// `path?query` with its signature: HMAC-SHA256 (RFC 2104) in unpadded base64url (RFC 4648, section 5).
    pub fn sign(&self, target: &str) -> String {
        format!("{target}&sig={}", URL_SAFE_NO_PAD.encode(self.mac(target).finalize().into_bytes()))
    }

    /// Whether this key has signed the target. Takes the same time wherever a signature is wrong.
    pub fn has_signed(&self, target: &str, signature: &str) -> bool {
        // Of the texts for one signature only the one that we write is taken.
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|bytes| self.mac(target).verify_slice(&bytes).is_ok())
    }
}

/// Who vouches for a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Voucher<'a> {
    /// A key: its id as it was written, what it signed of the query, and the signature.
    Key { id: String, signed: &'a str, signature: &'a str },
    /// Nobody; the workspace may do without.
    Workspace(String),
    /// Nobody, and it is not even known whose it is.
    Missing,
}

impl<'a> Voucher<'a> {
    /// Of a query as it came.
    pub fn of(query: &'a str) -> Voucher<'a> {
        let first = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        match (first("k"), query.rsplit_once("&sig=")) {
            (Some(id), Some((signed, signature))) => Voucher::Key { id, signed, signature },
            // A signature that lost its key, or a key its signature, is none.
            (None, None) => first("ws").map_or(Voucher::Missing, Voucher::Workspace),
            _ => Voucher::Missing,
        }
    }
}

/// What a URL asks for.
#[derive(Debug, Clone)]
pub struct UrlRequest {
    pub template: TemplateRef,
    /// `None`: what the reader takes, the smallest first.
    pub format: Option<Format>,
    /// As texts, for only the template knows what they are.
    pub variables: Vec<(String, String)>,
    /// Without its format.
    pub output: OutputRequest,
    pub expire_time: Option<Timestamp>,
}

impl UrlRequest {
    /// What `{template}.{ext}` and a query say; all that is wrong at once, by the parameters' names.
    pub fn read(file: &str, query: &str) -> Result<UrlRequest, Vec<Violation>> {
        let mut problems = Vec::new();
        let (name, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        let format = if extension == NEGOTIATED { None } else { Format::from_extension(extension) };
        if format.is_none() && extension != NEGOTIATED {
            let known = Format::ALL.map(|format| format!("`.{}`", format.extension())).join(", ");
            let message = format!("must end in one of {known} and `.{NEGOTIATED}`");
            problems.push(Violation::invalid("template", message));
        }
        let mut request = UrlRequest {
            template: TemplateRef { name: name.to_owned(), version: 0 },
            format,
            variables: Vec::new(),
            output: OutputRequest::default(),
            expire_time: None,
        };
        let mut seen = std::collections::BTreeSet::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if !seen.insert(name.clone().into_owned()) {
                problems.push(Violation::invalid(Excerpt(&name).to_string(), "stands twice"));
            } else if let Err(message) = request.take(&name, &value) {
                problems.push(Violation::invalid(Excerpt(&name).to_string(), message));
            }
            if problems.len() > MAX_VARIABLES {
                break;
            }
        }
        if request.variables.len() > MAX_VARIABLES {
            problems.push(Violation::invalid("", format!("must have at most {MAX_VARIABLES} variables")));
        }
        if problems.is_empty() { Ok(request) } else { Err(problems) }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        const WHOLE: &str = "must be a whole number";
        let whole = || value.parse::<i64>().map(Some).map_err(|_| WHOLE);
        match name {
            "k" | "ws" | "sig" => {}
            "v" => {
                self.template.version =
                    value.parse().map_err(|_| "must be a version: 1 or more, or 0 for the latest")?
            }
            "exp" => {
                let seconds: i64 = value.parse().map_err(|_| "must be seconds since 1970")?;
                self.expire_time = Some(Timestamp::from_micros(seconds.saturating_mul(1_000_000)));
            }
            "w" => self.output.width = whole()?,
            "h" => self.output.height = whole()?,
            "q" => self.output.quality = whole()?,
            "size" => self.output.size_preset = Some(value.to_owned()),
            "scale" => self.output.scale = Some(value.parse().map_err(|_| "must be a number")?),
            variable => {
                let name = variable.strip_prefix(VARIABLE_PREFIX).unwrap_or(variable);
                if self.variables.iter().any(|(other, _)| other == name) {
                    return Err("stands twice");
                }
                self.variables.push((name.to_owned(), value.to_owned()));
            }
        }
        Ok(())
    }

    /// What of the URL decides the picture, but for the format and the template's version: what two URLs have in common
    /// that differ in their end, their key, or the order of their parameters.
    pub fn content(&self) -> String {
        let mut variables: Vec<_> = self.variables.iter().collect();
        variables.sort_unstable();
        format!("{:?} {:?} {variables:?}", self.template, self.output)
    }
}

/// `/r/{template}.{ext}?k=…` for these variables, as texts, without its signature.
pub fn target(
    key: UrlKeyId,
    template: &TemplateRef,
    variables: impl IntoIterator<Item = (String, String)>,
    output: &Output,
    expire_time: Option<Timestamp>,
) -> String {
    let extension = match output.format {
        FormatChoice::Auto => NEGOTIATED,
        FormatChoice::Only(format) => format.extension(),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("k", &key.to_string());
    for (name, value) in variables {
        let clashes = RESERVED.contains(&name.as_str()) || name.starts_with(VARIABLE_PREFIX);
        let name = if clashes { format!("{VARIABLE_PREFIX}{name}") } else { name };
        query.append_pair(&name, &value);
    }
    let mut number = |name: &str, value: &dyn ToString, is_default: bool| {
        if !is_default {
            query.append_pair(name, &value.to_string());
        }
    };
    let usual = Output::default();
    let is_usual = (output.width, output.height) == (usual.width, usual.height);
    number("v", &template.version, template.version == 0);
    number("w", &output.width, is_usual);
    number("h", &output.height, is_usual);
    number("scale", &output.scale, output.scale == usual.scale);
    number("q", &output.quality, output.quality == DEFAULT_QUALITY);
    number("exp", &expire_time.unwrap_or(Timestamp::EPOCH).as_seconds(), expire_time.is_none());
    format!("{PATH}{}.{extension}?{}", template.name, query.finish())
}

/// What of an output has no place in a URL: by its field within the output.
pub fn misplaced(output: &Output) -> Vec<Violation> {
    let mut problems = Vec::new();
    if output.max_bytes.is_some() {
        problems.push(Violation::invalid("max_bytes", "has no place in a URL"));
    }
    if output.effort != Effort::Balanced {
        problems.push(Violation::invalid("effort", "has no place in a URL: AVIF is made FAST, all else BALANCED"));
    }
    problems
}

/// A path within a spec as the parameter that it came from: `variables["title"]` is `title`, `output.width` is `w`.
pub fn parameter(field: &str) -> String {
    if let Some((name, rest)) = field.strip_prefix("variables[\"").and_then(|field| field.split_once("\"]")) {
        return format!("{name}{rest}");
    }
    match field {
        "output.width" => "w",
        "output.height" => "h",
        "output.size_preset" => "size",
        "output.scale" => "scale",
        "output.quality" => "q",
        "template.version" => "v",
        "template.template_id" | "output.format" => "template",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn key(secret: &str) -> UrlKey {
        UrlKey {
            id: UrlKeyId::from_uuid(Uuid::nil()),
            workspace_id: WorkspaceId::from_uuid(Uuid::nil()),
            secret: Secret::new(secret),
            expire_time: None,
            create_time: Timestamp::EPOCH,
        }
    }

    #[test]
    fn a_signature_is_good_for_what_it_signed() {
        let (key, target) = (key("urs_secret"), "/r/card.png?k=urk_1&title=a");
        let url = key.sign(target);
        let (signed, signature) = url.rsplit_once("&sig=").unwrap();
        assert_eq!(signed, target);
        // Worked out by OpenSSL: printf '/r/card.png?k=urk_1&title=a' | openssl dgst -sha256 -hmac urs_secret -binary
        assert_eq!(signature.len(), 43);
        assert!(key.has_signed(target, signature));
        assert!(!super::tests::key("urs_other").has_signed(target, signature));
        assert!(!key.has_signed("/r/card.png?k=urk_1&title=b", signature));
        // The last character has bits to spare: the same bytes, and yet not the same text.
        let mut other = signature.to_owned();
        let last = other.pop().unwrap();
        for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=".chars() {
            assert_eq!(key.has_signed(target, &format!("{other}{character}")), character == last, "{character}");
        }
        for wrong in ["", &signature[1..], &format!("{signature}="), &format!("{signature}&x=1")] {
            assert!(!key.has_signed(target, wrong), "{wrong}");
        }
    }

    #[test]
    fn queries_come_back_as_they_were_meant() {
        let template = TemplateRef { name: "tpl_x".into(), version: 3 };
        let variables = [("title", "a & b=ü 😀+\n"), ("w", "mine"), ("var.x", "1"), ("", "?")];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let output = Output { width: 600, height: 315, scale: 1.5, quality: 70, ..Output::default() };
        let end = Timestamp::from_micros(1_767_225_600_000_000);
        let target = target(UrlKeyId::from_uuid(Uuid::nil()), &template, variables.clone(), &output, Some(end));
        let (path, query) = target.split_once('?').unwrap();
        let request = UrlRequest::read(path.strip_prefix(PATH).unwrap(), query).unwrap();
        assert_eq!(request.template, template);
        assert_eq!(request.variables, variables);
        assert_eq!((request.expire_time, request.format), (Some(end), Some(Format::Png)));
        let read = request.output.validate().unwrap();
        assert_eq!(read, output);
    }

    #[test]
    fn what_a_url_cannot_say_is_told_by_its_parameter() {
        let told = |file: &str, query: &str| -> Vec<String> {
            UrlRequest::read(file, query).unwrap_err().iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            told("card", "w=a&q=1.5&scale=x&exp=soon&v=-1&title=a&title=b&k=1&k=2&x=1&var.x=2"),
            [
                "template must end in one of `.png`, `.jpg`, `.webp`, `.avif`, `.svg` and `.auto`",
                "w must be a whole number",
                "q must be a whole number",
                "scale must be a number",
                "exp must be seconds since 1970",
                "v must be a version: 1 or more, or 0 for the latest",
                "title stands twice",
                "k stands twice",
                "var.x stands twice",
            ]
        );
        let many: String = (0..201).map(|n| format!("v{n}=1&")).collect();
        assert_eq!(told("card.png", &many), ["must have at most 200 variables"]);
    }

    #[test]
    fn fields_are_told_by_the_parameters_they_came_from() {
        for (field, told) in [
            ("variables[\"title\"]", "title"),
            ("variables[\"rows\"][2].price", "rows[2].price"),
            ("output.width", "w"),
            ("template.template_id", "template"),
            ("canvas", "canvas"),
        ] {
            assert_eq!(parameter(field), told);
        }
    }
}
