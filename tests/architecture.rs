//! The layers and the order of files: Cargo keeps the crates apart, this keeps the files of each. Two files never import
//! each other, directly or around a ring, and nothing imports what stands above it. A module is its own file and the files
//! in its folder: that `decide/mod.rs` calls `decide/status.rs` is no import, that the latter uses what the former defines
//! is one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Attribute, Item, UseTree,
    visit::{self, Visit},
};

/// What a folder of `src/` must not import. Between crates Cargo says so.
const NEVER: [(&str, &str); 3] = [("src/api", "src/html"), ("src/api", "src/cli"), ("src/html", "src/cli")];

type ModulePath = Vec<String>;

/// The modules of a crate.
#[derive(Default)]
struct Crate {
    files: BTreeMap<ModulePath, PathBuf>,
    /// What a module hands on from elsewhere: a module path and a name, with the path that it stands for.
    handed_on: BTreeMap<(ModulePath, String), ModulePath>,
}

/// The paths that a file names, and those that it hands on.
#[derive(Default)]
struct Named {
    paths: Vec<ModulePath>,
    handed_on: Vec<(String, ModulePath)>,
}

fn for_tests(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|it| it.path().is_ident("cfg") && it.parse_args::<syn::Path>().is_ok_and(|it| it.is_ident("test")))
}

fn flatten(tree: &UseTree, before: &[String], found: &mut Vec<(String, ModulePath)>) {
    let with = |name: &dyn ToString| before.iter().cloned().chain([name.to_string()]).collect::<Vec<_>>();
    match tree {
        UseTree::Path(path) => flatten(&path.tree, &with(&path.ident), found),
        UseTree::Name(name) if name.ident == "self" => {
            found.push((before.last().cloned().unwrap_or_default(), before.to_vec()))
        }
        UseTree::Name(name) => found.push((name.ident.to_string(), with(&name.ident))),
        UseTree::Rename(name) if name.ident == "self" => found.push((name.rename.to_string(), before.to_vec())),
        UseTree::Rename(name) => found.push((name.rename.to_string(), with(&name.ident))),
        UseTree::Glob(_) => found.push(("*".to_owned(), before.to_vec())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, found)),
    }
}

impl Visit<'_> for Named {
    fn visit_item(&mut self, item: &Item) {
        let attributes = match item {
            Item::Mod(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !for_tests(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        let mut found = Vec::new();
        flatten(&item.tree, &[], &mut found);
        if matches!(item.vis, syn::Visibility::Inherited) {
            self.paths.extend(found.into_iter().map(|(_, path)| path));
        } else {
            self.handed_on.extend(found);
        }
    }

    fn visit_path(&mut self, path: &syn::Path) {
        if path.segments.len() > 1 {
            self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }
}

impl Crate {
    fn read(root: &Path) -> (Self, BTreeMap<ModulePath, Named>) {
        let (mut all, mut named) = (Self::default(), BTreeMap::new());
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else if entry.extension().is_some_and(|ending| ending == "rs") && !entry.ends_with("main.rs") {
                    let inside = entry.strip_prefix(root).unwrap().with_extension("");
                    let mut module: ModulePath = inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
                    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
                        module.pop();
                    }
                    let mut found = Named::default();
                    found.visit_file(&syn::parse_file(&fs::read_to_string(&entry).unwrap()).unwrap());
                    for (name, path) in &found.handed_on {
                        all.handed_on.insert((module.clone(), name.clone()), path.clone());
                    }
                    all.files.insert(module.clone(), entry);
                    named.insert(module, found);
                }
            }
        }
        (all, named)
    }

    /// The module that defines what a path names, as it is written in a module; none for other crates.
    fn resolve(&self, within: &ModulePath, path: &[String], depth: usize) -> Option<ModulePath> {
        let mut at = match path.first()?.as_str() {
            "crate" => Vec::new(),
            "self" => within.clone(),
            "super" => within[..within.len().checked_sub(1)?].to_vec(),
            first => {
                let child = within.iter().cloned().chain([first.to_owned()]).collect::<Vec<_>>();
                if !self.files.contains_key(&child) {
                    return None;
                }
                child
            }
        };
        for (place, segment) in path.iter().enumerate().skip(1) {
            if segment == "super" {
                at.pop();
                continue;
            }
            let child = at.iter().cloned().chain([segment.clone()]).collect::<Vec<_>>();
            if self.files.contains_key(&child) {
                at = child;
                continue;
            }
            let target = self.handed_on.get(&(at.clone(), segment.clone()));
            if let Some(target) = target.filter(|_| depth < 8) {
                let target: Vec<_> = target.iter().chain(&path[place + 1..]).cloned().collect();
                return self.resolve(&at, &target, depth + 1);
            }
            break;
        }
        Some(at)
    }
}

/// Which file of a crate imports which.
fn imports(root: &str) -> BTreeMap<PathBuf, BTreeSet<PathBuf>> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (all, named) = Crate::read(&base.join(root));
    let short = |path: &Path| path.strip_prefix(base).unwrap().to_owned();
    let mut edges = BTreeMap::new();
    for (module, found) in &named {
        let from = &all.files[module];
        let targets = found.paths.iter().filter_map(|path| all.resolve(module, path, 0));
        let targets = targets.filter(|target| !target.starts_with(module)).filter_map(|target| all.files.get(&target));
        edges.insert(short(from), targets.map(|target| short(target)).collect());
    }
    edges
}

fn crates() -> Vec<String> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = fs::read_dir(base.join("crates")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut roots: Vec<_> = folders.map(|name| format!("crates/{}/src", name.to_str().unwrap())).collect();
    roots.push("src".to_owned());
    roots.sort();
    roots
}

/// The files that a file reaches.
fn reached<'e>(edges: &'e BTreeMap<PathBuf, BTreeSet<PathBuf>>, from: &'e PathBuf) -> BTreeSet<&'e PathBuf> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(file) = next.pop() {
        next.extend(edges.get(file).into_iter().flatten().filter(|to| seen.insert(*to)));
    }
    seen
}

#[test]
fn files_import_each_other_in_no_ring() {
    let mut rings = Vec::new();
    for root in crates() {
        let edges = imports(&root);
        let reach: BTreeMap<_, _> = edges.keys().map(|file| (file, reached(&edges, file))).collect();
        let mut known: BTreeSet<&PathBuf> = BTreeSet::new();
        for (file, reaches) in &reach {
            if !reaches.contains(*file) || known.contains(*file) {
                continue;
            }
            let ring: BTreeSet<_> = reaches.iter().copied().filter(|other| reach[*other].contains(*file)).collect();
            known.extend(&ring);
            let within = |from: &PathBuf| {
                let to = edges[from].iter().filter(|to| ring.contains(to)).map(|to| to.display().to_string());
                format!("  {} imports {}\n", from.display(), to.collect::<Vec<_>>().join(", "))
            };
            rings.push(format!(
                "a ring of {} files:\n{}",
                ring.len(),
                ring.iter().map(|from| within(from)).collect::<String>()
            ));
        }
    }
    assert!(rings.is_empty(), "move what both need into a file below them\n{}", rings.concat());
}

#[test]
fn nothing_imports_what_stands_above_it() {
    let edges = imports("src");
    for (from, never) in NEVER {
        let is_in = |file: &Path, place: &str| file.starts_with(place) || file == Path::new(&format!("{place}.rs"));
        for (file, targets) in edges.iter().filter(|(file, _)| is_in(file, from)) {
            let wrong = targets.iter().find(|target| is_in(target, never));
            assert_eq!(wrong, None, "{} must not import {never}", file.display());
        }
    }
}

/// A newcomer who follows a document finds the file.
#[test]
fn documents_name_files_that_are_there() {
    let folder = |path: &str| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let documents = [folder("."), folder("docs")].concat();
    let documents = documents.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let (mut named, mut missing) = (0, Vec::new());
    for document in documents.filter(|path| !path.ends_with("CHANGELOG.md")) {
        let text = fs::read_to_string(document).unwrap();
        for path in text.split('`').skip(1).step_by(2).filter(|path| is_path(path)) {
            named += 1;
            if !Path::new(path).exists() {
                missing.push(format!("{}: {path}", document.display()));
            }
        }
    }
    assert!(missing.is_empty() && named > 100, "{named} are named, and these are not there: {missing:#?}");
}

/// Whether a piece of code in a text is the whole path of something in the sources; `LANG` stands for each language.
fn is_path(code: &str) -> bool {
    let begins = ["src/", "crates/", "tests/", "benches/", "templates/", "i18n/", "assets/"];
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/_-.".contains(letter);
    begins.iter().any(|folder| code.starts_with(folder)) && code.chars().all(plain) && !code.contains("LANG")
}
