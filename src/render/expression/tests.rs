use super::*;

/// What an expression makes of a few values; what is wrong with it.
fn made(text: &str) -> Result<String, String> {
    let mut expressions = Expressions::default();
    expressions.add_source("x", text)?;
    let steps = Steps::default();
    let long = "x".repeat(60_000);
    let scope: Vec<(&str, Value)> = vec![
        ("n", Value::from(3)),
        ("part", Value::from(0.5)),
        ("word", Value::from("ab")),
        ("yes", Value::from(true)),
        ("long", Value::from(long)),
        ("rows", Value::from(vec![Value::from(vec!["row"; 10]); 1_000])),
    ];
    scope.iter().for_each(|(name, value)| steps.note(name, extent::bytes(value)));
    expressions.text("x", Value::from_pairs(scope), &steps)
}

#[test]
fn products_are_those_of_numbers() {
    for (text, expected) in [
        ("{{ n * 2 }}", "6"),
        ("{{ n * part }}", "1.5"),
        ("{{ 2 * n * part + 1 }}", "4.0"),
        ("{{ 7 // 2 * n }} and {{ -n * 2 ** 2 }}", "9 and -12"),
        ("{{ yes * 2 }}{{ 9223372036854775807 * 2 }}", "218446744073709551614"),
        ("{{ word * n }}|{{ 2 * '-' }}", "ababab|--"),
        ("{{ n if n * 2 > 5 else 0 }}", "3"),
    ] {
        assert_eq!(made(text).as_deref(), Ok(expected), "{text}");
    }
    for (text, told) in [
        ("{{ [1] * 2 }}", "no sequence"),
        ("{{ word * part }}", "a whole number of times"),
        ("{{ word * -1 }}", "a whole number of times"),
        ("{{ word * word }}", "no string"),
        ("{{ 9223372036854775807 * 9223372036854775807 * 9223372036854775807 }}", "too large"),
        ("{{ n * rows[7777] }}", "undefined"),
    ] {
        let error = made(text).unwrap_err();
        assert!(error.contains(told), "{text}: {error}");
    }
}

#[test]
fn nothing_makes_gigabytes_of_a_few_letters() {
    let again = |part: &str, often: usize, between: &str| vec![part; often].join(between);
    for text in [
        // 100 MB each, and while it is compiled already.
        format!("{{{{ [{}] | length }}}}", again("'ab' * 50000000", 40, ",")),
        "{{ (range(1000) | list) * 100000 | length }}".to_owned(),
        format!("{{{{ {} }}}}", again("long", 400, " ~ ")),
        format!("a {{{{ {} }}}}", again("long", 400, " + ")),
        format!("{{{{ [{}] | string | length }}}}", again("rows", 1_000, ",")),
        format!("{{{{ ([{}] ~ '') | length }}}}", again("rows", 1_000, ",")),
        format!("{{{{ [{}] == [{}] }}}}", again("rows", 500, ","), again("rows", 500, ",")),
        format!("{{{{ word{} | length }}}}", again(" | list | string", 40, "")),
        format!("{{{{ word{} | length }}}}", again(" | list | upper", 40, "")),
        format!("{{{{ {}word{} }}}}", again("[", 60, ""), again("] | string", 60, "")),
        format!("{{{{ '\"'{} | length }}}}", again(" | tojson", 60, "")),
        "{{ [1] | tojson(indent=1000000000) }}".to_owned(),
        "{{ long | list | sum(start='') }}".to_owned(),
    ] {
        let error = made(&text).unwrap_err();
        assert!(!error.is_empty(), "{text}");
    }
    let mut expressions = Expressions::default();
    assert!(expressions.add_condition("x", &again("long", 400, " ~ ")).unwrap_err().contains("`~`"));
}

#[test]
fn what_is_named_takes_steps() {
    let mut expressions = Expressions::default();
    expressions.add_source("x", "{{ rows | length }}").unwrap();
    let steps = Steps::default();
    steps.note("rows", 100 * 1024 * 1024);
    let scope = Value::from_pairs([("rows", Value::from(vec![1]))]);
    let count = (0..50).take_while(|_| expressions.text("x", scope.clone(), &steps).is_ok()).count();
    assert_eq!(count, 9, "a tenth of all steps each");
}

#[test]
fn what_was_written_is_told() {
    let mut expressions = Expressions::default();
    for (path, text) in [("a", "{{ n*2 }}"), ("b", "{{ n * 2 }} x"), ("c", "**{{ n }}**")] {
        expressions.add_source(path, text).unwrap();
        assert_eq!(expressions.names(path), ["n"]);
    }
    assert_eq!(expressions.written("a").as_deref(), Some("{{ n*2 }}"));
    assert_eq!(expressions.written("b").as_deref(), Some("{{ n * 2 }} x"));
    assert_eq!(expressions.written("c").as_deref(), Some("**{{ n }}**"));
}
