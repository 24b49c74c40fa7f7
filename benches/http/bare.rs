//! The baseline: an actix-web server that does nothing but return bytes from memory, in a process of its own.

use std::{
    collections::HashMap,
    io::Write as _,
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use actix_web::{App, HttpResponse, HttpServer, http::header, web};
use bytes::Bytes;

/// The argument that makes this program the bare server.
pub const COMMAND: &str = "bare-server";

/// What it serves: bodies by number, each with its headers that a cache would need.
#[derive(Clone)]
pub struct Page {
    pub status: u16,
    pub encoding: Option<String>,
    pub body: Bytes,
}

/// Serves the pages in a folder, `0.body`, `1.body` …, and prints its address.
pub fn serve(folder: &Path) {
    let mut pages = HashMap::new();
    for number in 0.. {
        let Ok(body) = std::fs::read(folder.join(format!("{number}.body"))) else { break };
        let head = std::fs::read_to_string(folder.join(format!("{number}.head"))).expect("written with the body");
        let (status, encoding) = head.split_once(' ').expect("status and encoding");
        let encoding = Some(encoding.to_owned()).filter(|encoding| !encoding.is_empty());
        pages.insert(
            number.to_string(),
            Page { status: status.parse().expect("a status"), encoding, body: body.into() },
        );
    }
    let pages = web::Data::new(pages);
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || App::new().app_data(pages.clone()).route("/{page}", web::get().to(page)))
            .bind("127.0.0.1:0")
            .expect("a free port");
        println!("{}", server.addrs()[0]);
        std::io::stdout().flush().expect("standard output");
        server.run().await.expect("the server runs");
    });
}

async fn page(path: web::Path<String>, pages: web::Data<HashMap<String, Page>>) -> HttpResponse {
    let page = &pages[path.as_str()];
    let mut response = HttpResponse::build(page.status.try_into().expect("a status"));
    response.insert_header((header::CONTENT_TYPE, "application/json"));
    if let Some(encoding) = &page.encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding.as_str()));
    }
    response.body(page.body.clone())
}

/// A running bare server.
pub struct Bare {
    process: Child,
    pub address: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Bare {
    /// Starts one that serves these pages.
    pub fn start(pages: &[Page]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (number, page) in pages.iter().enumerate() {
            std::fs::write(folder.path().join(format!("{number}.body")), &page.body).expect("a file");
            let head = format!("{} {}", page.status, page.encoding.as_deref().unwrap_or(""));
            std::fs::write(folder.path().join(format!("{number}.head")), head).expect("a file");
        }
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .arg(COMMAND)
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program runs");
        let mut line = String::new();
        let output = process.stdout.take().expect("piped");
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line).expect("an address");
        Self { process, address: line.trim().parse().expect("an address"), _folder: folder }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
