//! The other verbs: `render`, `migrate`, `doctor`, `serve --print-config`.

use std::fs;

use crate::support::{process::run, sample::decoded};

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_rendered_into_a_file_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    for (file, format, extra, size) in [
        ("x.png", "png", &[][..], (1200, 630)),
        ("x.jpg", "jpeg", &["--size", "square", "--quality", "50"], (1080, 1080)),
        ("x.avif", "avif", &["--width", "200", "--height", "100", "--effort", "fast"], (200, 100)),
        ("x.svg", "svg", &["--size", "twitter"], (1200, 675)),
        ("x.webp", "webp", &["--size", "banner", "--scale", "2"], (3000, 1000)),
    ] {
        let arguments = ["render", "--template", "card", "--set", "title=Hello=you", "-o", file];
        let printed = run(folder.path(), &[&arguments[..], extra].concat(), &[]).await.succeeded();
        let bytes = fs::read(folder.path().join(file)).unwrap();
        assert_eq!(decoded(&bytes), (format, size.0, size.1));
        assert!(printed.contains(&format!("{}x{}", size.0, size.1)), "{printed}");
    }
    let arguments = ["render", "--set", "title=Hello", "-o", "y", "--max-bytes", "20000"];
    let printed = run(folder.path(), &arguments, &[]).await.succeeded();
    let bytes = fs::read(folder.path().join("y.jpg")).expect("a format that fits, and its ending");
    assert!(bytes.len() <= 20_000 && printed.contains("y.jpg"), "{printed}");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 6, "nothing but the pictures is written: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_render_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, complaint) in [
        (&["--set", "titel=x"][..], "did you mean `title`?"),
        (&["--set", "titel=x"], "title"),
        (&["--set", "title=x", "--template", "crad"], "did you mean `card`?"),
        (&["--set", "title=x", "--size", "squar"], "did you mean `square`?"),
        (&["--set", "title=x", "--width", "0", "--height", "9"], "8192"),
        (&["--set", "title=x", "-o", "x.gif"], "must end in .png, .jpg, .webp, .avif or .svg"),
        (&["--set", "title=x", "--max-bytes", "999"], "max_bytes must be from 1000 to 64000000"),
        (&["--set", "title=x", "--max-bytes", "1000"], "are allowed"),
        (&["--set", "title=x", "-o", "no/such/folder.png"], "cannot be written"),
        (&["--set", "title"], "NAME=VALUE"),
        (&["--set", "title=x", "--set", "avatar_url=http://127.0.0.1/x.png"], "loopback"),
        (&["--set", "title=x", "--colour", "red"], "--colour"),
    ] {
        let arguments = [&["render"], arguments].concat();
        let told = run(folder.path(), &arguments, &[]).await.failed();
        assert!(told.contains(complaint), "{arguments:?}: {told}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let before = run(folder.path(), &["migrate", "status"], &[]).await.succeeded();
    assert!(before.lines().count() > 0 && before.lines().all(|line| line.starts_with("missing ")), "{before}");
    for verb in ["up", "up", "status"] {
        let after = run(folder.path(), &["migrate", verb], &[]).await.succeeded();
        assert_eq!(after, before.replace("missing ", "applied "), "{verb}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let told = run(folder.path(), &["doctor"], &[]).await.succeeded();
    for part in ["database", "blob store", "fonts", "clock", "outbound guard"] {
        assert!(told.contains(&format!("ok     {part}: ")), "{part}: {told}");
    }
    // A file where the folder should be.
    fs::write(folder.path().join("occupied"), "x").unwrap();
    let blob = format!("file://{}/occupied", folder.path().display());
    let told = run(folder.path(), &["doctor", "--blob-url", &blob], &[]).await.failed();
    assert!(told.contains("WRONG  blob store: ") && told.contains("PLACARD_BLOB_URL"), "{told}");
    assert!(told.contains("ok     database: "), "the rest is looked at all the same: {told}");
    let database = format!("sqlite://{}/occupied/placard.db", folder.path().display());
    let told = run(folder.path(), &["doctor", "--database-url", &database], &[]).await.failed();
    assert!(told.contains("WRONG  database: ") && told.contains("PLACARD_DATABASE_URL"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_shown_without_its_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let (master, key) = ("ab".repeat(32), "plk_abcdefghijklmnopqrstuvwxyz");
    fs::write(folder.path().join("placard.toml"), "retry_schedule = ['1s']\n[ingress]\nburst = 7").unwrap();
    let variables =
        [("PLACARD_MASTER_KEY", master.as_str()), ("PLACARD_BOOTSTRAP_KEY", key), ("PLACARD_CONFIG", "placard.toml")];
    let arguments = ["serve", "--listen", "127.0.0.1:9999", "--print-config"];
    let shown = run(folder.path(), &arguments, &variables).await.succeeded();
    assert!(!shown.contains(&master) && !shown.contains(key), "{shown}");
    for line in [
        "listen = \"127.0.0.1:9999\" # flag",
        "retry_schedule = \"1s\" # file",
        "ingress.burst = \"7\" # file",
        "master_key = \"[secret]\" # PLACARD_MASTER_KEY",
        "delivery_timeout = \"15\" # default",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line} is not in {shown}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "showing makes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_be_are_said_to_be_wrong() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("odd.toml"), "retry_shedule = '1s'").unwrap();
    for (variables, complaint) in [
        (&[("PLACARD_LISTN", "x")][..], "did you mean `PLACARD_LISTEN`?"),
        (&[("PLACARD_CONFIG", "odd.toml")], "did you mean `retry_schedule`?"),
        (&[("PLACARD_CONFIG", "missing.toml")], "missing.toml"),
        (&[("PLACARD_LISTEN", "nowhere")], "PLACARD_LISTEN"),
        (&[("PLACARD_EGRESS_ALLOW", "everything")], "PLACARD_EGRESS_ALLOW"),
    ] {
        let told = run(folder.path(), &["serve"], variables).await.failed();
        assert!(told.contains(complaint), "{variables:?}: {told}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let told = run(folder.path(), &["serve", "--listen", &address], &[]).await.failed();
    assert!(told.contains(&format!("{address} cannot be listened on")), "{told}");
}
