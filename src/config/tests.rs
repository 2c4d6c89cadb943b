use super::{ConfigError, Layers};
use crate::domain::schedule::RetrySchedule;

fn variables(pairs: &[(&str, &str)]) -> Result<Layers, ConfigError> {
    Layers::defaults().variables(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
}

#[test]
fn defaults_are_valid() {
    let config = Layers::defaults().build().unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.retry_schedule, RetrySchedule::default());
    assert!(config.database_url.expose().starts_with("sqlite:///"));
}

#[test]
fn later_layers_win() {
    let layers = Layers::defaults()
        .file("listen = '0.0.0.0:1'\nretry_schedule = ['1s', '2s']\n[egress]\nallow = ['127.0.0.1/32', '::1']");
    let layers = layers.unwrap().variables([("PLACARD_LISTEN".to_owned(), "0.0.0.0:2".to_owned())]).unwrap();
    let config = layers.flag("listen", Some("0.0.0.0:3".to_owned())).build().unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.retry_schedule.to_string(), "1s,2s");
    assert_eq!(config.egress_allow.len(), 2);
}

#[test]
fn unknown_names_point_to_the_nearest() {
    let error = Layers::defaults().file("lisen = 'x'").unwrap_err();
    assert_eq!(error.to_string(), "`lisen` is not a setting: did you mean `listen`?");
    let error = variables(&[("PLACARD_DATABASE_URI", "x")]).unwrap_err();
    assert!(error.to_string().contains("did you mean `PLACARD_DATABASE_URL`?"), "{error}");
}

#[test]
fn what_an_orchestrator_sets_is_left_alone() {
    let given = [("PLACARD_SERVICE_HOST", "10.0.0.1"), ("PLACARD_PORT_8080_TCP", "tcp://10.0.0.1:8080"), ("HOME", "/")];
    assert!(variables(&given).unwrap().build().is_ok());
}

#[test]
fn what_is_wrong_is_said_where_it_was_written() {
    for (name, value) in [
        ("PLACARD_LISTEN", "8080"),
        ("PLACARD_EGRESS_ALLOW", "10.0.0.0/33"),
        ("PLACARD_EGRESS_DNS_SERVERS", "dns.example"),
        ("PLACARD_HTTP_CONNECTIONS", "0"),
        ("PLACARD_HTTP_IDLE", "0s"),
        ("PLACARD_HTTP_STALLED", "2h"),
        ("PLACARD_RETENTION", "3651d"),
        ("PLACARD_MASTER_KEY", "abc"),
        ("PLACARD_BOOTSTRAP_KEY", "plk_short"),
        ("PLACARD_DELIVERY_TIMEOUT", "61"),
        ("PLACARD_DELIVERY_TIMEOUT", "0"),
        ("PLACARD_PUBLIC_URL", "ftp://x"),
    ] {
        let error = variables(&[(name, value)]).unwrap().build().unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
    let error = variables(&[("PLACARD_MASTER_KEY", "not-to-be-shown")]).unwrap().build().unwrap_err();
    assert!(!error.to_string().contains("not-to-be-shown"));
}

#[test]
fn shown_without_secrets_and_read_again() {
    let key = "plk_abcdefghijklmnopqrstuvwxyz";
    let shown = variables(&[("PLACARD_BOOTSTRAP_KEY", key), ("PLACARD_LISTEN", "[::]:80")]).unwrap().show();
    assert!(!shown.contains(key) && shown.contains("PLACARD_LISTEN"), "{shown}");
    let again = Layers::defaults().file(&shown.replace("[secret]", "")).unwrap().build().unwrap();
    assert_eq!(again.listen.to_string(), "[::]:80");
}

#[test]
fn secrets_are_shown_nowhere() {
    for url in [
        "postgres://placard:hunter2@db:5432/placard",
        "postgres://placard:hun@ter2/hunter2@db/placard?sslmode=require",
        "postgres://db/placard?user=placard&password=hunter2&sslmode=require",
    ] {
        let key = "0123456789abcdef".repeat(4);
        let layers = variables(&[("PLACARD_DATABASE_URL", url), ("PLACARD_MASTER_KEY", &key)]).unwrap();
        let shown = format!("{} {layers:?} {:?}", layers.show(), layers.build().unwrap());
        assert!(!shown.contains("ter2") && !shown.contains(&key) && !shown.contains("[1, 35"), "{shown}");
        assert!(shown.contains("placard") && shown.contains("db"), "{shown}");
    }
    let error = Layers::defaults().file("listen = '[::]:80'\nbootstrap_key = plk_hunter2hunter2\n").unwrap_err();
    assert!(error.to_string().contains("line 2") && !error.to_string().contains("hunter2"), "{error}");
}
