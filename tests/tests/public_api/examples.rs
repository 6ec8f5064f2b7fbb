//! Which public items show nobody how they are used.

use syn::{Attribute, Expr, Item, Lit, Meta, Visibility};

/// The items without an example, by name.
pub(crate) fn missing(source: &syn::File) -> Vec<String> {
    let mut missing = Vec::new();
    look(&source.items, "pulse_sdk", &mut missing);
    missing
}

/// As rustdoc's own lint does: modules, constants, fields and variants need none, and the methods of
/// a trait's impl are the trait's.
fn look(items: &[Item], path: &str, missing: &mut Vec<String>) {
    let mut check = |name: &str, visibility: &Visibility, attributes: &[Attribute]| {
        if matches!(visibility, Visibility::Public(_)) && !has_example(attributes) {
            missing.push(format!("{path}::{name}"));
        }
    };
    for item in items {
        match item {
            Item::Fn(it) => check(&it.sig.ident.to_string(), &it.vis, &it.attrs),
            Item::Struct(it) => check(&it.ident.to_string(), &it.vis, &it.attrs),
            Item::Enum(it) => check(&it.ident.to_string(), &it.vis, &it.attrs),
            Item::Trait(it) => check(&it.ident.to_string(), &it.vis, &it.attrs),
            Item::Impl(it) if it.trait_.is_none() => {
                let of = type_name(&it.self_ty);
                for member in &it.items {
                    if let syn::ImplItem::Fn(it) = member {
                        check(&format!("{of}::{}", it.sig.ident), &it.vis, &it.attrs);
                    }
                }
            }
            _ => {}
        }
    }
    for item in items {
        if let Item::Mod(module) = item
            && let Some((_, items)) = &module.content
        {
            look(items, &format!("{path}::{}", module.ident), missing);
        }
    }
}

fn type_name(of: &syn::Type) -> String {
    match of {
        syn::Type::Path(path) => {
            let last = path.path.segments.last();
            last.map_or_else(String::new, |last| last.ident.to_string())
        }
        _ => String::new(),
    }
}

/// Rust in a block of code, which rustdoc compiles; `text` and others it does not.
fn has_example(attributes: &[Attribute]) -> bool {
    let lines = attributes.iter().filter_map(doc_line);
    let mut fences = lines.filter_map(|line| {
        let language = line.trim().strip_prefix("```")?.to_owned();
        Some(language)
    });
    // Every second fence closes what the one before has opened.
    std::iter::from_fn(|| {
        let opening = fences.next();
        fences.next();
        opening
    })
    .any(|language| matches!(&*language, "" | "no_run" | "compile_fail" | "should_panic"))
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(literal) if pair.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing_in(source: &str) -> Vec<String> {
        missing(&syn::parse_file(source).unwrap())
    }

    #[test]
    fn an_item_without_a_compiled_example_is_found() {
        let source = "
            /// Words.
            /// ```text
            /// a drawing
            /// ```
            pub struct Drawn;
            impl Drawn {
                /// ```
                /// Drawn::shown();
                /// ```
                pub fn shown() {}
                pub fn told() {}
                fn private() {}
            }
            mod inside { pub enum Bare {} pub(crate) fn hidden() {} }
        ";
        let expected = ["Drawn", "Drawn::told", "inside::Bare"];
        assert_eq!(
            missing_in(source),
            expected.map(|name| format!("pulse_sdk::{name}"))
        );
    }
}
