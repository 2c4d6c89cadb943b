//! The pictures in `docs`: always what this version renders.

use serde_json::{Value, json};

use super::{
    PHOTO, card,
    compare::{check, decode},
    sheet::Sheet,
    sized, usual,
};

#[test]
fn the_pictures_in_the_docs_are_what_is_rendered() {
    check("docs/card.png", &decode(&card(&usual(&json!({})), sized(1200, 630)).bytes));

    // A sheet of three columns; upright cards stand in the last row.
    let og = |changes: Value| (changes, 1200, 630);
    let flat = [
        og(json!({ "theme": "light" })),
        og(json!({ "title": "Notes from the edge of the network", "image_url": PHOTO, "tag": "Field report" })),
        og(json!({ "title": "Shipping 🚀 v2.0 with 👩‍💻 and ❤️", "background": "dusk", "tag": "Release" })),
        og(
            json!({ "title": "On the patience of letterforms", "font": "Source Serif 4", "background": "ember", "tag": "Essay" }),
        ),
        og(
            json!({ "title": "cargo install placard", "font": "JetBrains Mono", "background": "mono", "tag": "v1.0", "description": "One binary. No browser. No install step.", "avatar_url": null }),
        ),
        og(
            json!({ "title": "מרחוק, תמיד מימין לשמאל", "description": "כיוון הכתיבה נקבע מן הטקסט.", "author": "נועה לוי", "tag": "חדש", "background": "ocean", "avatar_url": null }),
        ),
        og(
            json!({ "title": "Slow mornings in the hills", "image_url": PHOTO, "theme": "light", "background": "ember", "font": "Source Serif 4", "tag": "Travel" }),
        ),
        og(json!({ "title": "Green builds all the way down", "background": "forest", "tag": "Changelog" })),
        og(
            json!({ "title": "Flat colours work too", "background": "gold", "tag": "Design", "accent": "#b45309", "avatar_url": null }),
        ),
    ];
    let upright = [
        (json!({ "background": "midnight" }), 1080, 1080),
        (json!({ "image_url": PHOTO, "background": "dusk" }), 1080, 1350),
        (json!({ "theme": "light", "background": "ocean" }), 1000, 1080),
    ];
    let (column, gap) = (520.0_f32, 24.0_f32);
    let row = column * 630.0 / 1200.0;
    let last = 560.0;
    let width = column * 3.0 + gap * 4.0;
    let mut sheet = Sheet::new(width, row * 3.0 + last + gap * 5.0);
    let mut draw = |(changes, w, h): &(Value, u32, u32), x: f32, y: f32, height: f32| {
        let width = height * *w as f32 / *h as f32;
        sheet.put(&decode(&card(&usual(changes), sized(*w, *h)).bytes), (x, y), (width, height));
        x + width + gap
    };
    for (i, card) in flat.iter().enumerate() {
        draw(card, gap + (i % 3) as f32 * (column + gap), gap + (i / 3) as f32 * (row + gap), row);
    }
    let natural: f32 = upright.iter().map(|(_, w, h)| last * *w as f32 / *h as f32).sum::<f32>() + gap * 2.0;
    let mut x = (width - natural) / 2.0;
    for card in &upright {
        x = draw(card, x, gap + 3.0 * (row + gap), last);
    }
    check("docs/cards.png", &sheet.image());
}
