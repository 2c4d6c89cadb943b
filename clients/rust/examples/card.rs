use placard_client::{Client, v1};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let card = v1::Card { title: "Hello from Rust".into(), tag: "Engineering".into(), ..Default::default() };
    let spec = v1::RenderSpec { design: Some(v1::render_spec::Design::Card(card)), ..Default::default() };
    let request = v1::RenderRequest { spec: Some(spec), ..Default::default() };
    let answer = client.renders().render(request).await?;
    let render = answer.render.ok_or("no render")?;
    println!("{}", render.url);
    client.download_render(&render.render_id, "card.png").await?;
    Ok(())
}
