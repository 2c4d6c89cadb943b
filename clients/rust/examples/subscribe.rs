use placard_client::{Client, v1};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("where to?")?;
    let subscription = v1::Subscription { url, event_types: vec!["render.completed".into()], ..Default::default() };
    let request = v1::CreateSubscriptionRequest { subscription: Some(subscription), ..Default::default() };
    println!("{}", Client::from_env()?.subscriptions().create_subscription(request).await?.secret);
    Ok(())
}
