//! Links within the workspace lead somewhere.

use std::path::{Component, Path, PathBuf};

use super::compared::Compared;
use super::page::Page;
use crate::ground::workspace::Workspace;

pub(super) fn compare(workspace: &Workspace, pages: &[Page], page: &Page, compared: &mut Compared) {
    for (line, link) in &page.markdown.links {
        if !link.contains("://") {
            compared.note(*line, broken(workspace, pages, page, link));
        }
    }
}

/// Why `link` leads nowhere, if so.
fn broken(workspace: &Workspace, pages: &[Page], page: &Page, link: &str) -> Option<String> {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = match file {
        "" => page.path.clone(),
        _ => {
            let folder = Path::new(&page.path).parent().unwrap_or(Path::new(""));
            normal(&folder.join(file)).display().to_string()
        }
    };
    if !workspace.root().join(&path).exists() {
        return Some(format!(
            "the link `{link}` leads nowhere: there is no {path}"
        ));
    }
    let target = pages.iter().find(|it| it.path == path)?;
    let has = |anchor: &str| target.markdown.anchors.iter().any(|it| it == anchor);
    (!anchor.is_empty() && !has(anchor))
        .then(|| format!("the link `{link}` leads nowhere: {path} has no such heading"))
}

/// `path` without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(normal.pop()),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}
