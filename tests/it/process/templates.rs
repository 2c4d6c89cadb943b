//! The verbs for whoever writes templates.

use std::{fs, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

use crate::support::{
    process::run,
    sample::{SOURCE, decoded},
    server::PATIENCE,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_template_file_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let check = async |source: &str| {
        fs::write(folder.path().join("t.yaml"), source).unwrap();
        run(folder.path(), &["template", "check", "t.yaml"], &[]).await
    };
    let told = check(SOURCE).await.succeeded();
    for line in [
        "title: string, required, at most 40 characters, for instance `Hello`",
        "price: number, default 9.5",
        "photo: image",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let told = check(&SOURCE.replace("font_size: 30", "font_sise: 30").replace("navy", "nvay")).await.failed();
    assert!(
        told.contains("t.yaml: canvas.children[0].font_sise") && told.contains("did you mean `font_size`?"),
        "{told}"
    );
    assert!(told.contains("canvas.background") && told.contains("2 problems"), "{told}");
    let told = run(folder.path(), &["template", "check", "no.yaml"], &[]).await.failed();
    assert!(told.contains("cannot be read"), "{told}");
    fs::write(folder.path().join("large.yaml"), "#".repeat(1024 * 1024 + 1)).unwrap();
    assert!(run(folder.path(), &["template", "check", "large.yaml"], &[]).await.failed().contains("at most 1048576"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_file_is_rendered_with_values_of_its_types() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.yaml"), SOURCE).unwrap();
    fs::write(folder.path().join("v.json"), r#"{"title": "from the file", "price": 3}"#).unwrap();
    let render = ["render", "--template", "t.yaml", "--vars", "v.json", "-o", "x.png"];
    let plain = run(folder.path(), &render, &[]).await.succeeded();
    assert!(plain.contains("1200x630"), "{plain}");
    let first = fs::read(folder.path().join("x.png")).unwrap();
    assert_eq!(decoded(&first), ("png", 1200, 630));
    run(folder.path(), &[&render[..], &["--set", "price=4"]].concat(), &[]).await.succeeded();
    assert_ne!(fs::read(folder.path().join("x.png")).unwrap(), first);

    fs::write(folder.path().join("list.json"), "[]").unwrap();
    fs::write(folder.path().join("bad.json"), "{").unwrap();
    for (arguments, complaint) in [
        (&["--template", "t.yaml"][..], "title"),
        (&["--template", "t.yaml", "--set", "title=x", "--set", "price=cheap"], "must be a number"),
        (&["--template", "t.yaml", "--vars", "list.json"], "must hold a JSON object"),
        (&["--template", "t.yaml", "--vars", "bad.json"], "is not JSON"),
        (&["--template", "no.yaml"], "cannot be read"),
        (&["--template", "t.yaml", "--set", "title=x", "--set", "photo=asset:img_x"], "photo"),
        (&["--set", "title=x", "--watch"], "--watch needs a file"),
    ] {
        let told = run(folder.path(), &[&["render"], arguments].concat(), &[]).await.failed();
        assert!(told.contains(complaint), "{arguments:?}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watched_template_is_drawn_anew_as_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("t.yaml");
    fs::write(&file, SOURCE).unwrap();
    let arguments = ["render", "--template", "t.yaml", "--set", "title=T", "-o", "x.png", "--watch"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_placard"))
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program runs");
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut complaints = BufReader::new(child.stderr.take().unwrap()).lines();
    let picture = || fs::read(folder.path().join("x.png")).unwrap();
    let drawn = async |lines: &mut tokio::io::Lines<BufReader<tokio::process::ChildStdout>>| {
        let line = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if line.starts_with("drawn in ") {
                    return;
                }
            }
            panic!("it ended");
        };
        tokio::time::timeout(PATIENCE, line).await.expect("it draws");
    };
    drawn(&mut out).await;
    let navy = picture();

    // As editors save: beside it, and then in its place. What is wrong is said, and the picture stays.
    let save = |source: &str| {
        let beside = folder.path().join("t.tmp");
        fs::write(&beside, source).unwrap();
        // Two saves within the clock's step would look like one.
        let later = fs::metadata(&file).unwrap().modified().unwrap() + Duration::from_secs(1);
        fs::File::options().write(true).open(&beside).unwrap().set_modified(later).unwrap();
        fs::rename(beside, &file).unwrap();
    };
    save(&SOURCE.replace("navy", "nvay"));
    let complaint = tokio::time::timeout(PATIENCE, complaints.next_line()).await.expect("it says so").unwrap().unwrap();
    assert!(complaint.contains("canvas.background"), "{complaint}");
    assert_eq!(picture(), navy);
    save(&SOURCE.replace("navy", "green"));
    drawn(&mut out).await;
    assert_ne!(picture(), navy);
    child.kill().await.unwrap();
}
