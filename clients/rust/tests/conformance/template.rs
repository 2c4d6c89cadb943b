//! Cases of templates.

use futures_util::TryStreamExt;
use placard_client::v1;
use serde_json::{Value, json};

use crate::{
    Runner,
    check::{expect_error, message},
};

impl Runner {
    pub async fn template(&self, case: &Value) {
        let templates = self.client.templates();
        let request = message("CreateTemplateRequest", &json!({ "template": case["template"] }));
        let made = templates.create_template(request).await.unwrap().template.unwrap();
        let template_id = made.template_id;
        assert_eq!(made.version, 1);
        let change = json!({
            "template": { "template_id": template_id, "source": case["new_source"] },
            "update_mask": "source",
        });
        let changed = templates.update_template(message("UpdateTemplateRequest", &change)).await.unwrap();
        assert_eq!(changed.template.unwrap().version, 2);
        let list =
            v1::ListTemplateVersionsRequest { template_id: template_id.clone(), page_size: 1, ..Default::default() };
        let versions: Vec<_> = self.client.pages(list).map_ok(|one| one.version).try_collect().await.unwrap();
        assert_eq!(versions, [2, 1]);

        let request = message("ValidateTemplateRequest", &json!({ "source": case["wrong_source"] }));
        let judged = templates.validate_template(request).await.unwrap();
        assert!(!judged.valid);
        let paths: Vec<_> = judged.problems.iter().map(|problem| &*problem.path).collect();
        assert_eq!(json!(paths), case["problems"]);
        let told = |problem: &v1::TemplateProblem| {
            problem.reason() == v1::ErrorReason::InvalidTemplate && !problem.message.is_empty()
        };
        assert!(judged.problems.iter().all(told));

        let output = &case["output"];
        let request = json!({
            "template": { "template_id": template_id },
            "variables": case["variables"],
            "output": output,
        });
        let preview = templates.preview_template(message("PreviewTemplateRequest", &request)).await.unwrap();
        assert_eq!(json!([preview.width, preview.height]), json!([output["width"], output["height"]]));
        assert_eq!((&*preview.content_type, &preview.image[1..4]), ("image/png", &b"PNG"[..]));

        templates.delete_template(v1::DeleteTemplateRequest { template_id: template_id.clone() }).await.unwrap();
        let gone = templates.get_template(v1::GetTemplateRequest { template_id, ..Default::default() }).await;
        expect_error(gone, &case["after_delete"]);
    }
}
