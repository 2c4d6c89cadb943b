//! Templates, fonts and images.

use placard::{
    domain::{
        asset::{Font, FontAxis, FontFace, Image},
        id::{FontId, ImageId, TemplateId},
        page::PageRequest,
        quota::{Quota, Quotas},
        template::Template,
    },
    store::{Created, NewSource, StoreError, TemplateUpdate},
};

use super::sample::{ALL, NOW, World, another_workspace, idempotency, later};
use crate::support::database::{TestDatabase, on_both_engines};

on_both_engines! {
    templates_come_back_and_change,
    versions_stay_as_they_are,
    templates_of_another_workspace_are_not_found,
    quotas_hold_however_many_ask_at_once,
    updates_at_once_make_versions_one_after_the_other,
    fonts_and_images_come_back,
}

const QUOTAS: Quotas = Quotas {
    templates: 3,
    template_versions: 100,
    fonts: 2,
    font_bytes: 1_000,
    images: 10,
    image_bytes: 3 * 1024 * 1024,
    bindings: 2,
};

fn template(world: &World) -> Template {
    Template {
        id: TemplateId::from_uuid(world.db.new_id(NOW)),
        workspace_id: world.workspace,
        name: "Sälé".into(),
        description: String::new(),
        latest_version: 1,
        digest: [1; 32],
        create_time: NOW,
        update_time: NOW,
    }
}

fn source(text: &str, digest: u8) -> NewSource<'_> {
    NewSource { text, digest: [digest; 32] }
}

fn of(text: &str, digest: u8) -> TemplateUpdate<'_> {
    TemplateUpdate { source: Some(source(text, digest)), ..Default::default() }
}

async fn stored(world: &World) -> Template {
    let template = template(world);
    let created = world.store.create_template(&template, source("first 👋", 1), &QUOTAS, None).await.unwrap();
    assert_eq!(created, Created::New(template.clone()));
    template
}

async fn templates_come_back_and_change(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let first = stored(&world).await;
    let second = template(&world);
    let twice = idempotency("t", 1);
    store.create_template(&second, source("s", 1), &QUOTAS, twice.clone()).await.unwrap();
    let again = store.create_template(&template(&world), source("s", 1), &QUOTAS, twice).await.unwrap();
    assert_eq!(again, Created::Existing(second.clone()));
    let other = store.create_template(&template(&world), source("s", 1), &QUOTAS, idempotency("t", 2)).await.unwrap();
    assert_eq!(other, Created::RequestIdReused);
    assert_eq!(store.list_templates(workspace, ALL).await.unwrap().items, [second.clone(), first.clone()]);

    let change = TemplateUpdate { name: Some("n"), description: Some("d"), source: Some(source("other", 2)) };
    let changed = Template {
        name: "n".into(),
        description: "d".into(),
        latest_version: 2,
        digest: [2; 32],
        update_time: later(1),
        ..first.clone()
    };
    let updated = store.update_template(workspace, first.id, change, &QUOTAS, later(1)).await.unwrap();
    assert_eq!(updated, Some(changed.clone()));
    assert_eq!(store.template(workspace, first.id).await.unwrap(), Some(changed));
    assert_eq!(store.template(workspace, second.id).await.unwrap(), Some(second));
    assert!(store.delete_template(workspace, first.id).await.unwrap());
    assert!(!store.delete_template(workspace, first.id).await.unwrap());
    assert_eq!(store.template(workspace, first.id).await.unwrap(), None);
    assert_eq!(store.update_template(workspace, first.id, change, &QUOTAS, NOW).await.unwrap(), None);
    assert_eq!(world.db.count("template_versions").await, 1);
}

async fn versions_stay_as_they_are(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let id = stored(&world).await.id;
    for n in 2..=5u8 {
        store.update_template(workspace, id, of(&format!("v{n}"), n), &QUOTAS, later(u64::from(n))).await.unwrap();
    }
    // The newest again is no version; an older one is.
    store.update_template(workspace, id, of("v5", 5), &QUOTAS, later(6)).await.unwrap();
    let back = store.update_template(workspace, id, of("first 👋", 1), &QUOTAS, later(7)).await.unwrap().unwrap();
    assert_eq!(back.latest_version, 6);

    let text = async |version| {
        let found = store.template_version(workspace, id, version).await.unwrap();
        let (_, found) = found?;
        let source = store.template_source(&found).await.unwrap().expect("a version has its source");
        assert_eq!(found.source_bytes as usize, source.len());
        Some((found.version, source))
    };
    assert_eq!(text(None).await, Some((6, "first 👋".to_owned())));
    assert_eq!(text(Some(1)).await, Some((1, "first 👋".to_owned())));
    assert_eq!(text(Some(3)).await, Some((3, "v3".to_owned())));
    assert_eq!(text(Some(7)).await, None);
    let mut seen = Vec::new();
    let mut request = PageRequest { size: 4, after: None };
    loop {
        let page = store.list_template_versions(id, request).await.unwrap();
        seen.extend(page.items.iter().map(|version| (version.version, version.digest[0])));
        request.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!(seen, [(6, 1), (5, 5), (4, 4), (3, 3), (2, 2), (1, 1)]);
}

async fn templates_of_another_workspace_are_not_found(db: TestDatabase) {
    let world = World::new(db).await;
    let id = stored(&world).await.id;
    let store = &world.store;
    let other = another_workspace(&world.db, store).await;
    assert_eq!(store.template(other, id).await.unwrap(), None);
    assert_eq!(store.template_version(other, id, None).await.unwrap(), None);
    assert_eq!(store.update_template(other, id, of("x", 9), &QUOTAS, NOW).await.unwrap(), None);
    assert!(!store.delete_template(other, id).await.unwrap());
    assert_eq!(store.list_templates(other, ALL).await.unwrap().items, []);
    assert_eq!(store.template(world.workspace, id).await.unwrap().unwrap().latest_version, 1);
}

async fn quotas_hold_however_many_ask_at_once(db: TestDatabase) {
    let world = World::new(db).await;
    let asking = (0..10).map(|_| {
        let (store, template) = (world.store.clone(), template(&world));
        tokio::spawn(async move { store.create_template(&template, source("s", 1), &QUOTAS, None).await })
    });
    let (mut made, mut refused) = (0, 0);
    for answer in futures::future::join_all(asking).await {
        match answer.unwrap() {
            Ok(Created::New(_)) => made += 1,
            Err(StoreError::QuotaReached { quota: Quota::Templates, limit: 3 }) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((made, refused), (3, 7));
    assert_eq!(world.db.count("templates").await, 3);
}

async fn updates_at_once_make_versions_one_after_the_other(db: TestDatabase) {
    let world = World::new(db).await;
    let (workspace, id) = (world.workspace, stored(&world).await.id);
    let asking = (2..10u8).map(|n| {
        let store = world.store.clone();
        tokio::spawn(async move {
            let text = format!("v{n}");
            store.update_template(workspace, id, of(&text, n), &QUOTAS, NOW).await.unwrap().unwrap().latest_version
        })
    });
    let mut versions: Vec<u32> =
        futures::future::join_all(asking).await.into_iter().map(|version| version.unwrap()).collect();
    versions.sort_unstable();
    assert_eq!(versions, (2..10).collect::<Vec<u32>>());
}

async fn fonts_and_images_come_back(db: TestDatabase) {
    let world = World::new(db).await;
    let (store, workspace) = (&world.store, world.workspace);
    let axes = vec![FontAxis { tag: "wght".into(), min: 100.0, default: 400.0, max: 900.0 }];
    let font = |digest: u8, size_bytes| Font {
        id: FontId::from_uuid(world.db.new_id(NOW)),
        workspace_id: workspace,
        sha256: [digest; 32],
        size_bytes,
        faces: vec![FontFace { family: "Ü".into(), weight: (100.0, 900.0), italic: true, axes: axes.clone() }],
        create_time: NOW,
    };
    let first = font(1, 600);
    assert_eq!(store.add_font(&first, &QUOTAS).await.unwrap(), first);
    assert_eq!(store.add_font(&font(1, 600), &QUOTAS).await.unwrap(), first, "the same bytes once");
    let large = store.add_font(&font(2, 401), &QUOTAS).await.unwrap_err();
    assert!(matches!(large, StoreError::QuotaReached { quota: Quota::FontBytes, .. }), "{large:?}");
    let second = store.add_font(&font(2, 400), &QUOTAS).await.unwrap();
    let many = store.add_font(&font(3, 0), &QUOTAS).await.unwrap_err();
    assert!(matches!(many, StoreError::QuotaReached { quota: Quota::Fonts, limit: 2 }), "{many:?}");
    assert_eq!(store.fonts(workspace).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(store.font_digests(workspace).await.unwrap(), [[1; 32], [2; 32]]);

    let image = |digest: u8| Image {
        id: ImageId::from_uuid(world.db.new_id(NOW)),
        workspace_id: workspace,
        name: "ä".into(),
        sha256: [digest; 32],
        size_bytes: 1024 * 1024,
        content_type: "image/png".into(),
        width: 8,
        height: 9,
        create_time: NOW,
    };
    let (one, two) = (image(1), image(2));
    for image in [&one, &two] {
        assert_eq!(store.add_image(image, &QUOTAS).await.unwrap(), *image);
    }
    assert_eq!(store.add_image(&image(2), &QUOTAS).await.unwrap(), two);
    store.add_image(&image(3), &QUOTAS).await.unwrap();
    let large = store.add_image(&image(4), &QUOTAS).await.unwrap_err();
    assert!(matches!(large, StoreError::QuotaReached { quota: Quota::ImageBytes, limit: 3 }), "{large:?}");
    let other = another_workspace(&world.db, store).await;
    assert_eq!(store.images(workspace, &[two.id, one.id]).await.unwrap().len(), 2);
    assert_eq!(store.images(other, &[two.id]).await.unwrap(), []);
    assert_eq!(store.fonts(other).await.unwrap(), []);
    assert!(!store.delete_image(other, one.id).await.unwrap() && !store.delete_font(other, first.id).await.unwrap());
    assert!(
        store.delete_image(workspace, one.id).await.unwrap() && store.delete_font(workspace, first.id).await.unwrap()
    );
    assert_eq!(store.fonts(workspace).await.unwrap(), [second]);
    let page = PageRequest { size: 1, after: None };
    assert_eq!(store.list_images(workspace, page).await.unwrap().items[0].sha256, [3; 32]);
}
