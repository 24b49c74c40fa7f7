//! On what a registry is measured: SQLite, or a private, temporary PostgreSQL.

use std::{
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _};
use presence_store::DatabaseUrl;
use tempfile::TempDir;

/// A database of this kind.
pub enum Engine {
    Sqlite,
    Postgres(Cluster),
}

/// Where one registry is: its data folder, and its database if that is not in there.
pub struct Place {
    folder: TempDir,
    pub url: Option<String>,
}

impl Place {
    /// The data folder.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The database.
    pub fn database(&self) -> DatabaseUrl {
        match &self.url {
            Some(url) => DatabaseUrl::Postgres(url.clone()),
            None => DatabaseUrl::Sqlite(self.data().join("registry.db")),
        }
    }
}

impl Engine {
    /// Those that `BENCH_ENGINES` names, both unless it is set; PostgreSQL only where there is one.
    pub fn all() -> Vec<Self> {
        let wanted = std::env::var("BENCH_ENGINES").unwrap_or_else(|_| "sqlite,postgres".to_owned());
        let mut all = Vec::new();
        if wanted.contains("sqlite") {
            all.push(Self::Sqlite);
        }
        if wanted.contains("postgres") {
            match Cluster::start() {
                Some(cluster) => all.push(Self::Postgres(cluster)),
                None => println!("       no PostgreSQL: there is no initdb, and BENCH_POSTGRES names none"),
            }
        }
        all
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// A place for a new registry.
    pub fn place(&self) -> Place {
        let url = match self {
            Self::Sqlite => None,
            Self::Postgres(cluster) => Some(cluster.database()),
        };
        Place { folder: tempfile::tempdir().expect("a temporary folder"), url }
    }

    /// Ends the time of filling: from now on every commit is on the disk before it is answered.
    pub fn settle(&self, place: &Place) {
        if let (Self::Postgres(cluster), Some(url)) = (self, &place.url) {
            cluster.restart(DURABLE);
            // As a server's own upkeep would have done in the months that were filled in.
            let mut connection = PgConnection::establish(url).expect("a connection");
            for upkeep in ["VACUUM ANALYZE", "CHECKPOINT"] {
                connection.batch_execute(upkeep).expect("upkeep");
            }
        }
        drop(Command::new("sync").status());
    }
}

/// While it is filled a private cluster does not wait for the disk.
const FILLING: &str = "-c fsync=off -c max_wal_size=4GB";
const DURABLE: &str = "-c fsync=on -c max_wal_size=1GB";

/// A private cluster in a temporary folder; or one of somebody else, that `BENCH_POSTGRES` names by a URL without a
/// database, and that is left as it is.
pub struct Cluster {
    own: Option<(TempDir, PathBuf)>,
    port: u16,
    /// Its URL, up to the name of a database.
    base: String,
    databases: AtomicU32,
}

impl Cluster {
    fn start() -> Option<Self> {
        if let Ok(base) = std::env::var("BENCH_POSTGRES") {
            return Some(Self { own: None, port: 0, base, databases: AtomicU32::new(0) });
        }
        let programs = programs()?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (cluster, password) = (folder.path().join("cluster"), folder.path().join("password"));
        let open = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
        };
        open(folder.path(), 0o755);
        std::fs::create_dir(&cluster).expect("a folder");
        let secret = uuid::Uuid::new_v4().simple().to_string();
        std::fs::write(&password, &secret).expect("a file");
        if is_root() {
            let owned = Command::new("chown").arg("-R").arg("postgres").args([&cluster, &password]).status();
            assert!(owned.expect("chown").success());
        }
        open(&password, 0o600);
        let made = as_postgres(&programs.join("initdb"))
            .args(["-U", "registry", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync", "--pwfile"])
            .arg(&password)
            .arg("-D")
            .arg(&cluster)
            .stdout(Stdio::null())
            .status();
        assert!(made.expect("initdb").success(), "the cluster is not made");
        let port =
            std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let base = format!("postgres://registry:{secret}@127.0.0.1:{port}");
        let started = Self { own: Some((folder, programs)), port, base, databases: AtomicU32::new(0) };
        started.control("start", FILLING);
        Some(started)
    }

    /// Starts it anew with these settings.
    fn restart(&self, settings: &str) {
        self.control("restart", settings);
    }

    fn control(&self, what: &str, settings: &str) {
        let Some((folder, programs)) = &self.own else { return };
        let cluster = folder.path().join("cluster");
        let common = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=100";
        let done = as_postgres(&programs.join("pg_ctl"))
            .args([
                what,
                "-w",
                "-t",
                "600",
                "-m",
                "fast",
                "-o",
                &format!("{common} -c port={} {settings}", self.port),
                "-l",
            ])
            .arg(cluster.join("log"))
            .arg("-D")
            .arg(&cluster)
            .stdout(Stdio::null())
            .status();
        assert!(done.expect("pg_ctl").success(), "the cluster does not {what}");
    }

    /// A new database: its URL.
    fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("bench_{}_{number}", std::process::id());
        let mut connection = PgConnection::establish(&format!("{}/postgres", self.base)).expect("a connection");
        connection.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        format!("{}/{name}", self.base)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some((folder, programs)) = &self.own {
            let mut stop = as_postgres(&programs.join("pg_ctl"));
            drop(
                stop.args(["stop", "-m", "immediate", "-D"])
                    .arg(folder.path().join("cluster"))
                    .stdout(Stdio::null())
                    .status(),
            );
        }
    }
}

/// The folder with PostgreSQL's programs, the newest if there are several.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    folders.sort();
    folders
        .into_iter()
        .rev()
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("pg_ctl").exists() && folder.join("initdb").exists())
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// PostgreSQL refuses to run as root.
fn as_postgres(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program).current_dir("/");
    command
}
