use super::*;

fn set(property: &str, text: &str) -> Result<Style, String> {
    let mut style = Style::default();
    style.set(property, &Scalar::Text(text.to_owned())).map(|()| style)
}

#[test]
fn lengths_have_units() {
    for (text, length) in [
        ("12", Length::Px(12.0)),
        ("-1.5px", Length::Px(-1.5)),
        ("50%", Length::Percent(50.0)),
        ("4vmin", Length::Vmin(4.0)),
        ("auto", Length::Auto),
    ] {
        assert_eq!(Length::parse(text), Ok(length), "{text}");
    }
    for text in ["", "px", "12em", "nan", "inf", "1e3", "12 px", "99999999"] {
        assert!(Length::parse(text).is_err(), "{text}");
    }
    assert_eq!(Length::Vmin(10.0).resolve((1200.0, 630.0), 0.0), Some(63.0));
    assert_eq!(Length::Vmax(10.0).resolve((1200.0, 630.0), 0.0), Some(120.0));
    assert_eq!(Length::Percent(25.0).resolve((1200.0, 630.0), 80.0), Some(20.0));
}

#[test]
fn four_lengths_go_round_like_css() {
    let px = Length::Px;
    assert_eq!(set("margin", "1 2 3").unwrap().margin, [px(1.0), px(2.0), px(3.0), px(2.0)]);
    assert_eq!(set("padding", "1 2").unwrap().padding, [px(1.0), px(2.0), px(1.0), px(2.0)]);
    assert!(set("margin", "1 2 3 4 5").is_err());
    assert_eq!(set("gap", "4 8").unwrap().gap, [px(4.0), px(8.0)]);
    assert!(set("gap", "4 8 2").is_err());
}

#[test]
fn unknown_values_name_the_nearest() {
    assert!(set("justify", "space-betwen").unwrap_err().contains("did you mean `space-between`?"));
    assert!(set("opacity", "1.01").unwrap_err().contains("from 0 to 1"));
    assert_eq!(set("opacity", "1").unwrap().opacity, 1.0);
    assert!(set("max_lines", "0").is_err());
    assert!(set("box_shadow", "0 red").unwrap_err().contains("is not a shadow"));
    assert_eq!(set("box_shadow", "0 1px 2px rgb(0 0 0 / 30%), 0 0 9px red").unwrap().box_shadow.len(), 2);
    assert_eq!(set("letter_spacing", "-0.02em").unwrap().letter_spacing.resolve(50.0), -1.0);
}

#[test]
fn every_listed_property_can_be_set() {
    for name in ALL.concat() {
        // Only that it is known: `set` panics on a name that is not.
        let _ = set(name, "1");
    }
}
