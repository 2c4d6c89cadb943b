//! The services with their methods, as views of the client.

use std::fmt::Write as _;

use protox::{
    Compiler,
    prost_reflect::{MethodDescriptor, ServiceDescriptor},
};

use crate::PACKAGE;

/// The text of `services.rs`. Fails if a service has no name here yet.
pub fn write(compiler: &Compiler) -> Result<String, String> {
    let mut out = String::from("// Written by `make generate`.\n");
    let pool = compiler.descriptor_pool();
    let mut accessors = String::new();
    for service in pool.services().filter(|service| service.package_name() == PACKAGE) {
        let (kind, accessor) = names(service.name())?;
        let about = comment(&service, &[]);
        out += &view(&service, kind, &about);
        accessors += &docs(&about, 1);
        let _ = writeln!(accessors, "    pub fn {accessor}(&self) -> {kind}<'_> {{\n        {kind}(self)\n    }}\n");
    }
    let _ = writeln!(out, "\nimpl Client {{\n{}\n}}", accessors.trim_end());
    Ok(out)
}

/// What a service is called here, as in the other languages: its view, and the method that makes it.
fn names(service: &str) -> Result<(&'static str, &'static str), String> {
    Ok(match service {
        "RenderService" => ("Renders", "renders"),
        "TemplateService" => ("Templates", "templates"),
        "BindingService" => ("Bindings", "bindings"),
        "TriggerService" => ("Triggers", "triggers"),
        "WebhookSubscriptionService" => ("Subscriptions", "subscriptions"),
        "EventService" => ("Events", "events"),
        "WorkspaceService" => ("Workspaces", "workspace"),
        other => return Err(format!("{other} has no name for clients yet: give it one in codegen/src/services.rs")),
    })
}

fn view(service: &ServiceDescriptor, kind: &str, about: &str) -> String {
    let mut out = format!(
        "\n{}#[derive(Clone, Copy)]\npub struct {kind}<'a>(&'a Client);\n\nimpl {kind}<'_> {{\n",
        docs(about, 0)
    );
    let methods: Vec<_> = service.methods().map(|method| call(service, &method)).collect();
    out += &methods.join("\n");
    out += "}\n";
    out
}

fn call(service: &ServiceDescriptor, method: &MethodDescriptor) -> String {
    let (name, request, response) = (snake(method.name()), method.input(), method.output());
    // The path of its comment: the service's, then field 2 of the service, `method`.
    let place = [2, i32::try_from(method.index()).expect("a service has few methods")];
    let mut out = docs(&comment(service, &place), 1);
    let _ = if method.is_server_streaming() {
        writeln!(
            out,
            "    pub async fn {name}(\n        &self,\n        request: v1::{},\n    ) -> Result<impl Stream<Item = \
             Result<v1::{}, Error>> + Send + Unpin + use<>, Error> {{\n        self.0.stream(request).await\n    }}",
            request.name(),
            response.name(),
        )
    } else {
        writeln!(
            out,
            "    pub async fn {name}(&self, request: v1::{}) -> Result<v1::{}, Error> {{\n        \
             self.0.call(request).await\n    }}",
            request.name(),
            response.name(),
        )
    };
    out
}

/// What stands before a service, or before something in it, in its file.
fn comment(service: &ServiceDescriptor, inner: &[i32]) -> String {
    let file = service.parent_file();
    // Its own index counts the services of all files.
    let at = file.services().position(|one| one == *service).expect("its file has it");
    // Field 6 of a file: `service`.
    let mut path = vec![6, i32::try_from(at).expect("a file has few services")];
    path.extend(inner);
    let info = file.file_descriptor_proto().source_code_info.as_ref();
    let found = info.and_then(|info| info.location.iter().find(|location| location.path == path));
    found.and_then(|location| location.leading_comments.clone()).unwrap_or_default()
}

fn docs(comment: &str, depth: usize) -> String {
    comment.lines().map(|line| format!("{}///{}\n", "    ".repeat(depth), line.trim_end())).collect()
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
