//! Who may know whom: the arrows of ARCHITECTURE.md, held by reading the code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Every room, and the rooms it may know. All may know `domain`, which knows nobody.
///
/// The layers are `cli, api, http -> engine -> {render, dispatch, store, blob, egress} -> domain`, and a room may use
/// what lies below it. `clock`, `shutdown`, `config` and `telemetry` are what everything stands on.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("clock", &[]),
    ("config", &["connections"]),
    ("connections", &[]),
    ("shutdown", &[]),
    ("telemetry", &[]),
    ("egress", &[]),
    ("blob", &[]),
    ("render", &[]),
    ("store", &[]),
    ("payload", &[]),
    // Sideways, and the only one: to deliver is to claim, to read the picture, and to send.
    ("dispatch", &["store", "egress", "blob", "payload", "clock"]),
    ("engine", &["render", "store", "blob", "egress", "payload", "clock"]),
    ("http", &["engine", "shutdown"]),
    ("api", &["engine", "shutdown", "blob", "store", "render", "payload"]),
    // `doctor` looks at each part by itself; `listen` sends what a dispatcher would.
    ("cli", &["engine", "app", "blob", "config", "dispatch", "egress", "shutdown", "telemetry"]),
    // The one composition.
    (
        "app",
        &[
            "api",
            "http",
            "engine",
            "dispatch",
            "render",
            "store",
            "blob",
            "egress",
            "clock",
            "config",
            "connections",
            "shutdown",
            "telemetry",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Where a room may know another, but not all of it: (room, other, what of it).
const ONLY: &[(&str, &str, &[&str])] = &[
    // A resume token is a cursor, sealed; streams are made of changes.
    ("api", "store", &["Cursor", "Change", "ChangePage", "EventPage"]),
    // What is stored of a report is read back to be answered; a measure is answered as it is; a scene in a request has
    // the keys of the template language, which a test holds.
    (
        "api",
        "render",
        &["Report", "TextReport", "Warning", "Measurement", "NODE_KEYS", "SPAN_KEYS", "VARIABLE_KEYS", "parse_scene"],
    ),
    // The headers of a webhook.
    ("cli", "dispatch", &["request"]),
    // Errors of a stream that breaks off in the middle.
    ("api", "blob", &["BlobError"]),
];

/// Libraries that one room keeps to itself, and who else may see them.
const KEPT: &[(&str, &[&str])] = &[
    ("sea_orm", &["store"]),
    ("sqlx", &["store"]),
    // `listen` is a client.
    ("tonic", &["api", "cli"]),
    ("tonic_types", &["api"]),
    ("tonic_web", &["api"]),
    ("tonic_reflection", &["api"]),
    // The end of the server turns health to NOT_SERVING first.
    ("tonic_health", &["api", "app"]),
    ("prost", &["api"]),
    ("prost_types", &["api"]),
    ("prost_reflect", &["api"]),
    ("placard_client", &["api", "app", "cli"]),
    ("skia_safe", &["render"]),
    ("taffy", &["render"]),
    ("minijinja", &["render", "payload"]),
    ("ring", &["domain"]),
    ("croner", &["domain"]),
    ("jiff", &["domain"]),
    ("reqwest", &["egress"]),
    ("hickory_resolver", &["egress"]),
    ("hyper", &["egress", "connections"]),
    ("object_store", &["blob"]),
];

struct Source {
    path: PathBuf,
    room: String,
    /// Without comments.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(&root).unwrap().to_path_buf();
                let room = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
                found.push(Source { path: relative, room, code: code.collect::<Vec<_>>().join("\n") });
            }
        }
    }
    assert!(found.len() > 100, "only {} files: is this the right folder?", found.len());
    found
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What stands behind `crate::` in the code, as paths of at most two names: `engine`, `store::Cursor`.
fn known(code: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if !code[..at].ends_with(is_word) {
            paths.extend(tree(&code[at + "crate::".len()..]));
        }
    }
    paths
}

/// The first names of a tree of a `use`, or of a path.
fn tree(text: &str) -> Vec<String> {
    let branches = |text: &str| -> Vec<String> {
        let Some(inner) = text.strip_prefix('{') else { return vec![text.to_owned()] };
        let (mut depth, mut branches) = (0, vec![String::new()]);
        for c in inner.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    branches.push(String::new());
                    continue;
                }
                _ => {}
            }
            branches.last_mut().unwrap().push(c);
        }
        branches
    };
    let mut paths = Vec::new();
    for branch in branches(text) {
        let branch = branch.trim();
        let name: String = branch.chars().take_while(|c| is_word(*c)).collect();
        if name.is_empty() {
            continue;
        }
        match branch[name.len()..].strip_prefix("::") {
            Some(rest) => {
                for inner in branches(rest) {
                    let inner: String = inner.trim().chars().take_while(|c| is_word(*c)).collect();
                    paths.push(format!("{name}::{inner}"));
                }
            }
            None => paths.push(name),
        }
    }
    paths
}

#[test]
fn trees_of_uses_are_read() {
    let code = "use crate::{a::{self, B}, c, d::e::f}; fn x() { crate::g::H::new(); mycrate::z() }";
    let expected = ["a::B", "a::self", "c", "d::e", "g::H"].map(str::to_owned);
    assert_eq!(known(code), BTreeSet::from(expected));
}

#[test]
fn rooms_know_only_those_below_them() {
    let may_know: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for Source { path, room, code } in sources() {
        let Some(allowed) = may_know.get(room.as_str()) else {
            wrong.push(format!("{}: the room `{room}` is not on the map", path.display()));
            continue;
        };
        for known in known(&code) {
            let (other, what) = known.split_once("::").unwrap_or((&known, ""));
            if other == room || other == "domain" {
                continue;
            }
            used.insert((room.clone(), other.to_owned()));
            let only = ONLY.iter().find(|(from, to, _)| *from == room && *to == other);
            if !allowed.contains(&other) || only.is_some_and(|(.., only)| !only.contains(&what)) {
                wrong.push(format!("{}: `{room}` must not know `{known}`", path.display()));
            }
        }
        // The first `super` of a room's own file leads out of it.
        if path.file_name().is_some_and(|name| name == "mod.rs") && path.components().count() == 2 {
            let out =
                code.lines().filter(|line| line.starts_with("use super::") || line.starts_with("pub use super::"));
            wrong.extend(out.map(|line| format!("{}: `{line}` leads out of the room", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // An arrow that nobody needs any more is taken off the map.
    for (room, others) in MAY_KNOW {
        for other in *others {
            let arrow = ((*room).to_owned(), (*other).to_owned());
            assert!(used.contains(&arrow) || *room == "main", "`{room}` does not use `{other}` any more");
        }
    }
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for Source { path, room, code } in sources() {
        for (library, rooms) in KEPT {
            let named = code.match_indices(library).any(|(at, _)| {
                let (before, after) = (&code[..at], &code[at + library.len()..]);
                after.starts_with("::")
                    && !before.ends_with(is_word)
                    && !before.ends_with("::")
                    && !before.ends_with('"')
            });
            if named && !rooms.contains(&room.as_str()) {
                wrong.push(format!("{}: `{library}` belongs to {rooms:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_undone() {
    for Source { path, code, .. } in sources() {
        for marker in ["todo!", "unimplemented!", "dbg!"] {
            assert!(!code.contains(marker), "{}: {marker}", path.display());
        }
    }
}
