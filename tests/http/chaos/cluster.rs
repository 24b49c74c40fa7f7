//! A PostgreSQL cluster of its own, which may be stopped and started without any harm to the other tests.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// A cluster on this machine; it is gone when this is dropped, also after a panic.
pub struct Cluster {
    folder: TempDir,
    port: u16,
    password: String,
}

impl Cluster {
    /// Makes a cluster and starts it. It waits for the disk at every commit, as it would in earnest.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let password = uuid::Uuid::new_v4().simple().to_string();
        let mut cluster = Self { folder, port: 0, password };
        let (place, file) = (cluster.folder.path(), cluster.folder.path().join("password"));
        // Its owner must get there.
        assert!(Command::new("chmod").arg("755").arg(place).status().unwrap().success());
        std::fs::create_dir(cluster.data()).unwrap();
        std::fs::write(&file, &cluster.password).unwrap();
        if root() {
            let owned = [cluster.data(), file.clone()];
            assert!(Command::new("chown").arg("postgres").args(owned).status().unwrap().success());
        }
        let mut make = cluster.command("initdb");
        make.args(["-U", "registry", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync", "--pwfile"]).arg(&file);
        assert!(make.status().unwrap().success(), "no cluster was made; are PostgreSQL's programs on the PATH?");
        std::fs::remove_file(file).unwrap();
        // A port that was free a moment ago may be taken.
        for _ in 0..5 {
            cluster.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if cluster.try_to_begin() {
                return cluster;
            }
        }
        panic!("the cluster did not start:\n{}", cluster.log());
    }

    /// The address, to which a database's name is added.
    pub fn url(&self) -> String {
        format!("postgres://registry:{}@127.0.0.1:{}", self.password, self.port)
    }

    /// Stops it as a power cut would: nobody is told, nothing is written any more.
    pub fn stop(&self) {
        assert!(self.command("pg_ctl").args(["-m", "immediate", "stop"]).status().unwrap().success());
    }

    /// Starts it again, and waits until it has recovered.
    pub fn begin(&self) {
        assert!(self.try_to_begin(), "the cluster did not start again:\n{}", self.log());
    }

    fn try_to_begin(&self) -> bool {
        // After a crash it makes sure that its files are on the disk: all at once is quicker than one by one.
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories='' -c max_connections=100 \
             -c recovery_init_sync_method=syncfs",
            self.port
        );
        let log = self.data().join("log");
        let mut start = self.command("pg_ctl");
        start.args(["-w", "-o", &options, "-l"]).arg(log).arg("start").status().unwrap().success()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.data().join("log")).unwrap_or_default()
    }

    /// One of PostgreSQL's programs, for this cluster. They refuse to run as root.
    fn command(&self, program: &str) -> Command {
        let mut command = if root() {
            let mut command = Command::new("runuser");
            let path = std::env::var("PATH").unwrap_or_default();
            command.args(["-u", "postgres", "--", "env", &format!("PATH={path}"), program]);
            command
        } else {
            Command::new(program)
        };
        // What is started must not hold this process's output open.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.current_dir(self.folder.path()).arg("-D").arg(self.data());
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.command("pg_ctl").args(["-m", "immediate", "stop"]).status().ok();
    }
}

fn root() -> bool {
    Command::new("id").arg("-u").output().unwrap().stdout == b"0\n"
}
