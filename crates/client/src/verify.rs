//! `verify --server`: checks what a server claims, with nothing but its answers and what was kept of earlier ones.

use std::{fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{
    server::{ClientError, Request, Server},
    settings::Remote,
};
use presence_auth::{Checkpoint, NoteKey};
use presence_core::tree::{self, Hash, Tree};

/// Checks the server's newest checkpoint: its signature, that it continues the one that was kept, and, with a token,
/// that the entries of the ledger make its root.
///
/// # Errors
/// The first claim that does not hold, or why the server was not heard.
pub fn verify(remote: &Remote, file: Option<&Path>, key: Option<&NoteKey>) -> Result<(), ClientError> {
    let server = Server::new(remote)?;
    let key = match key {
        Some(key) => key.clone(),
        None => {
            let text = text(&server, "/v1/ledger/key")?;
            NoteKey::parse(&text).ok_or_else(|| wrong("its key of checkpoints cannot be read"))?
        }
    };
    let note = text(&server, "/v1/ledger/checkpoint")?;
    let newest = Checkpoint::open(&note, &key).ok_or_else(|| wrong("its checkpoint is not signed by this key"))?;
    println!("the checkpoint of {} entries is signed by {key}", newest.size);
    if let Some(known) = file.map(|file| kept(file, &key)).transpose()?.flatten() {
        continues(&server, &known, &newest)?;
        println!("it continues the checkpoint of {} entries that was kept", known.size);
    }
    if server.signs_in() {
        entries(&server, &newest)?;
        println!("all {} entries make its root", newest.size);
    } else {
        println!("without a token the entries themselves were not checked");
    }
    match file {
        Some(file) => fs::write(file, note).map_err(|error| failed(file, error)),
        None => Ok(()),
    }
}

fn wrong(why: &str) -> ClientError {
    ClientError::Usage(format!("what the server claims does not hold: {why}"))
}

fn failed(file: &Path, error: std::io::Error) -> ClientError {
    ClientError::File(format!("cannot use {}", file.display()), error)
}

fn text(server: &Server, target: &str) -> Result<String, ClientError> {
    let answer = server.ask(&Request::get(target))?;
    String::from_utf8(answer.body).map_err(|_| wrong("an answer is not text"))
}

/// The checkpoint that was kept; none at the first time.
fn kept(file: &Path, key: &NoteKey) -> Result<Option<Checkpoint>, ClientError> {
    if !file.exists() {
        return Ok(None);
    }
    let note = fs::read_to_string(file).map_err(|error| failed(file, error))?;
    let known = Checkpoint::open(&note, key);
    known.map(Some).ok_or_else(|| wrong("its key is not the one that signed the checkpoint that was kept"))
}

fn continues(server: &Server, known: &Checkpoint, newest: &Checkpoint) -> Result<(), ClientError> {
    if known.size > newest.size {
        return Err(wrong("its ledger is shorter than it was"));
    }
    let (from, to) = (known.size, newest.size);
    let answer = server.json(&format!("/v1/ledger/proofs/consistency?from={from}&to={to}"))?;
    let proof: Option<Vec<Hash>> = answer["proof"].as_array().map(|hashes| hashes.iter().filter_map(hash).collect());
    let proof = proof.ok_or_else(|| wrong("it gives no proof"))?;
    if tree::continues((known.size, &known.root), (newest.size, &newest.root), &proof) {
        return Ok(());
    }
    Err(wrong(&format!("the first {from} entries are not what they were")))
}

fn hash(text: &Value) -> Option<Hash> {
    STANDARD.decode(text.as_str()?).ok()?.try_into().ok()
}

fn entries(server: &Server, newest: &Checkpoint) -> Result<(), ClientError> {
    let mut tree = Tree::default();
    while tree.len() < newest.size {
        let (after, limit) = (tree.len(), (newest.size - tree.len()).min(1000));
        let lines = text(server, &format!("/v1/ledger/entries?after={after}&limit={limit}"))?;
        lines.lines().for_each(|line| tree.push(tree::leaf(line.as_bytes())));
        if tree.len() == after {
            return Err(wrong(&format!("it does not give the entries after {after}")));
        }
    }
    if tree.root(newest.size) == Some(newest.root) {
        return Ok(());
    }
    Err(wrong("its entries do not make the root that it has signed"))
}
