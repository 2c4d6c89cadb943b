use super::*;

fn color(text: &str) -> Color {
    Color::parse(text).unwrap()
}

#[test]
fn a_colour_is_a_layer() {
    assert_eq!(parse("rgb(1, 2, 3)").unwrap(), [Layer::Solid(color("rgb(1 2 3)"))]);
    assert!(parse("teal").unwrap()[0].is_opaque());
    assert!(!parse("rgb(0 0 0 / 50%)").unwrap()[0].is_opaque());
}

#[test]
fn linear_gradients_take_angles_sides_and_spaces() {
    let layers =
        parse("linear-gradient(0.25turn in oklab, red, rgb(0 0 255 / 50%) 20% 40%, #fff 300px), navy").unwrap();
    let Layer::Linear { direction: Direction::Angle(angle), ramp } = &layers[0] else { panic!("{layers:?}") };
    assert_eq!((*angle, ramp.space), (90.0, Space::Oklab));
    let places: Vec<_> = ramp.stops.iter().map(|s| s.at).collect();
    let percent = |p| Some(Length::Percent(p));
    assert_eq!(places, [None, percent(20.0), percent(40.0), Some(Length::Px(300.0))]);
    assert_eq!(ramp.stops[1].color, ramp.stops[2].color);
    assert_eq!(layers[1], Layer::Solid(color("navy")));
    let towards = parse("linear-gradient(to bottom right, red, blue)").unwrap();
    assert!(matches!(towards[0], Layer::Linear { direction: Direction::Towards(1.0, 1.0), .. }));
}

#[test]
fn radial_gradients_take_sizes_and_places() {
    let layers = parse("radial-gradient(circle 60vmin at right 10%, teal, transparent)").unwrap();
    let Layer::Radial { radii, center, .. } = &layers[0] else { panic!("{layers:?}") };
    assert_eq!(*radii, Radii::Circle(Length::Vmin(60.0)));
    assert_eq!(*center, [Length::Percent(100.0), Length::Percent(10.0)]);
    let layers = parse("radial-gradient(ellipse 50% 80% at top, teal, transparent)").unwrap();
    let Layer::Radial { radii, center, .. } = &layers[0] else { panic!("{layers:?}") };
    assert_eq!(*radii, Radii::Ellipse(Length::Percent(50.0), Length::Percent(80.0)));
    assert_eq!(*center, [Length::Percent(50.0), Length::Percent(0.0)]);
    let radii = |text: &str| match parse(text).unwrap().remove(0) {
        Layer::Radial { radii, .. } => radii,
        other => panic!("{other:?}"),
    };
    let to = |extent, circle| Radii::To { extent, circle };
    assert_eq!(radii("radial-gradient(red, blue)"), to(Extent::FarthestCorner, false));
    assert_eq!(radii("radial-gradient(circle closest-side, red, blue)"), to(Extent::ClosestSide, true));
    assert_eq!(radii("radial-gradient(farthest-side at left, red, blue)"), to(Extent::FarthestSide, false));
}

#[test]
fn what_is_no_background_is_told_so() {
    for (text, part) in [
        ("", "empty layer"),
        ("linear-gradient(red)", "1 colours"),
        ("linear-gradient(45, red, blue)", "`45` where"),
        ("linear-gradient(to north, red, blue)", "`to north`"),
        ("linear-gradient(red, blue", "closing parenthesis"),
        ("linear-gradient(in lch, red, blue)", "`lch`"),
        ("cone-gradient(red, blue)", "did you mean `conic-gradient`?"),
        ("conic-gradient(to left, red, blue)", "`to`"),
        ("conic-gradient(from, red, blue)", "`from` without an angle"),
        ("linear-gradient(red, 20%, 30%, blue)", "hint"),
        ("linear-gradient(20%, red, blue)", "`20%` where"),
        ("linear-gradient(red, blue, 20%)", "hint"),
        ("radial-gradient(circle 1px 2px, red, blue)", "one radius"),
        ("linear-gradient(red, bleu)", "not a colour"),
        ("red, , blue", "empty layer"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn conic_gradients_take_an_angle_and_a_place() {
    let layers = parse("conic-gradient(from 90deg at 25% top in oklch, red, 40deg, blue 0.5turn 75%)").unwrap();
    let Layer::Conic { from, center, ramp } = &layers[0] else { panic!("{layers:?}") };
    assert_eq!((*from, *center, ramp.space), (90.0, [Length::Percent(25.0), Length::Percent(0.0)], Space::Oklch));
    let percents: Vec<_> = ramp.stops.iter().map(|s| s.at).collect();
    assert_eq!(percents, [None, Some(Length::Percent(50.0)), Some(Length::Percent(75.0))]);
    let Some(Length::Percent(hint)) = ramp.stops[0].hint else { panic!("{ramp:?}") };
    assert!((hint - 100.0 / 9.0).abs() < 1e-3);
}

#[test]
fn gradients_repeat() {
    for name in ["linear", "radial", "conic"] {
        let layers = parse(&format!("repeating-{name}-gradient(red 0%, blue 10%)")).unwrap();
        let (Layer::Linear { ramp, .. } | Layer::Radial { ramp, .. } | Layer::Conic { ramp, .. }) = &layers[0] else {
            panic!("{layers:?}")
        };
        assert!(ramp.repeats, "{name}");
    }
}
