//! A DNS server on loopback, whose answers the test has written.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use hickory_resolver::proto::{
    op::{Message, OpCode, ResponseCode},
    rr::{RData, Record, RecordType},
};
use tokio::{net::UdpSocket, task::JoinHandle};

/// Answers over UDP, with records that nobody may remember.
pub struct DnsServer {
    pub address: SocketAddr,
    names: Arc<Mutex<HashMap<String, Vec<IpAddr>>>>,
    serving: JoinHandle<()>,
}

impl DnsServer {
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = socket.local_addr().expect("a bound socket has an address");
        let names: Arc<Mutex<HashMap<String, Vec<IpAddr>>>> = Arc::default();
        let known = names.clone();
        let serving = tokio::spawn(async move {
            let mut datagram = [0; 4096];
            loop {
                let (length, asker) = socket.recv_from(&mut datagram).await.expect("a socket that receives");
                let answer = answer(&datagram[..length], &known.lock().expect("no panics within"));
                socket.send_to(&answer, asker).await.expect("a socket that sends");
            }
        });
        Self { address, names, serving }
    }

    /// From now on the name has these addresses. `name` without a final dot.
    pub fn set(&self, name: &str, addresses: &[&str]) {
        let addresses = addresses.iter().map(|text| text.parse().expect("an address")).collect();
        self.names.lock().expect("no panics within").insert(name.to_owned(), addresses);
    }
}

impl Drop for DnsServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn answer(question: &[u8], names: &HashMap<String, Vec<IpAddr>>) -> Vec<u8> {
    let asked = Message::from_vec(question).expect("a DNS message");
    let mut answer = Message::response(asked.metadata.id, OpCode::Query);
    answer.metadata.recursion_desired = asked.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    for query in &asked.queries {
        answer.add_query(query.clone());
        let name = query.name().to_ascii().trim_end_matches('.').to_lowercase();
        let Some(addresses) = names.get(&name) else {
            answer.metadata.response_code = ResponseCode::NXDomain;
            continue;
        };
        for address in addresses {
            let wanted = if address.is_ipv4() { RecordType::A } else { RecordType::AAAA };
            if query.query_type() == wanted {
                answer.add_answer(Record::from_rdata(query.name().clone(), 0, RData::from(*address)));
            }
        }
    }
    answer.to_vec().expect("an answer that can be written")
}
