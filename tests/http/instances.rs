//! Further servers on the database of a test, and what is done to them.

use std::{
    process::{Child, Command},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::harness::TestApp;

/// A server that is killed, held up, and started again, under a new address each time. It ends when this is dropped.
pub struct Instance {
    process: Mutex<Child>,
    address: Mutex<String>,
    /// How many troubles began and ended: an odd number while there is one.
    troubles: AtomicU64,
}

impl Instance {
    pub fn start(app: &TestApp) -> Self {
        let (process, address) = app.another();
        Self { process: Mutex::new(process), address: Mutex::new(address), troubles: AtomicU64::new(0) }
    }

    pub fn address(&self) -> String {
        self.address.lock().unwrap().clone()
    }

    /// Who finds the same even number before and after a request was not disturbed.
    pub fn troubles(&self) -> u64 {
        self.troubles.load(Ordering::SeqCst)
    }

    /// Ends it at once, whatever it was doing.
    pub fn kill(&self) {
        self.troubles.fetch_add(1, Ordering::SeqCst);
        let mut process = self.process.lock().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Starts it again after [`Self::kill`].
    pub fn restart(&self, app: &TestApp) {
        let (process, address) = app.another();
        *self.process.lock().unwrap() = process;
        *self.address.lock().unwrap() = address;
        self.troubles.fetch_add(1, Ordering::SeqCst);
    }

    /// Holds it up, as a machine does that has no time for it: in the middle of whatever it was doing.
    pub fn freeze(&self) {
        self.troubles.fetch_add(1, Ordering::SeqCst);
        self.signal("-STOP");
    }

    /// Lets it go on after [`Self::freeze`].
    pub fn thaw(&self) {
        self.signal("-CONT");
        self.troubles.fetch_add(1, Ordering::SeqCst);
    }

    fn signal(&self, signal: &str) {
        let id = self.process.lock().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // A process that is held up can be killed too.
        if let Ok(process) = self.process.get_mut() {
            process.kill().ok();
            process.wait().ok();
        }
    }
}
