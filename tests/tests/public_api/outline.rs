//! A crate with what users can name and no more: no bodies, no private items, no documentation.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Block, Field, Fields, File, FnArg, ImplItem, Item, ItemImpl, Pat, Signature, Token,
    TraitItem, Type, Visibility,
};

/// The outline of a crate.
pub(crate) fn of(mut source: File) -> File {
    let mut hidden = BTreeSet::new();
    let mut shown = BTreeSet::new();
    sort_names(&source.items, &mut hidden, &mut shown);
    // One name may be public here and private there: then its impls are listed.
    let hidden = hidden.difference(&shown).cloned().collect();
    source.attrs.clear();
    outline(&mut source.items, &hidden);
    source
}

/// The names of types and traits, by whether users can see them.
fn sort_names(items: &[Item], hidden: &mut BTreeSet<String>, shown: &mut BTreeSet<String>) {
    for item in items {
        let (name, visibility) = match item {
            Item::Struct(it) => (&it.ident, &it.vis),
            Item::Enum(it) => (&it.ident, &it.vis),
            Item::Trait(it) => (&it.ident, &it.vis),
            Item::Type(it) => (&it.ident, &it.vis),
            Item::Mod(it) => {
                if let Some((_, items)) = &it.content {
                    sort_names(items, hidden, shown);
                }
                continue;
            }
            _ => continue,
        };
        let names = if public(visibility) {
            &mut *shown
        } else {
            &mut *hidden
        };
        names.insert(name.to_string());
    }
}

fn outline(items: &mut Vec<Item>, hidden: &BTreeSet<String>) {
    items.retain_mut(|item| match item {
        Item::Mod(module) => {
            strip(&mut module.attrs);
            module.content.as_mut().is_some_and(|(_, items)| {
                outline(items, hidden);
                !items.is_empty()
            })
        }
        Item::Use(it) => keep(&mut it.attrs, &it.vis),
        Item::Const(it) => keep(&mut it.attrs, &it.vis),
        Item::Static(it) => keep(&mut it.attrs, &it.vis),
        Item::Type(it) => keep(&mut it.attrs, &it.vis),
        Item::Fn(it) => {
            *it.block = nothing();
            without_mut(&mut it.sig);
            keep(&mut it.attrs, &it.vis)
        }
        Item::Struct(it) => {
            without_private(&mut it.fields);
            keep(&mut it.attrs, &it.vis)
        }
        Item::Enum(it) => {
            for variant in &mut it.variants {
                strip(&mut variant.attrs);
                for field in &mut variant.fields {
                    strip(&mut field.attrs);
                }
            }
            keep(&mut it.attrs, &it.vis)
        }
        Item::Trait(it) => {
            for member in &mut it.items {
                outline_of_trait(member);
            }
            keep(&mut it.attrs, &it.vis)
        }
        Item::Impl(it) => outline_of_impl(it, hidden),
        // What a macro makes is not read; its own text says it.
        _ => true,
    });
}

fn outline_of_trait(member: &mut TraitItem) {
    match member {
        TraitItem::Fn(it) => {
            strip(&mut it.attrs);
            it.default = it.default.as_ref().map(|_| nothing());
        }
        TraitItem::Const(it) => strip(&mut it.attrs),
        TraitItem::Type(it) => strip(&mut it.attrs),
        _ => {}
    }
}

/// Of a trait's impl only what the trait leaves open; otherwise what is public.
fn outline_of_impl(it: &mut ItemImpl, hidden: &BTreeSet<String>) -> bool {
    strip(&mut it.attrs);
    let of_trait = it.trait_.is_some();
    it.items.retain_mut(|member| match member {
        ImplItem::Fn(it) => {
            it.block = nothing();
            without_mut(&mut it.sig);
            !of_trait && keep(&mut it.attrs, &it.vis)
        }
        ImplItem::Const(it) => !of_trait && keep(&mut it.attrs, &it.vis),
        ImplItem::Type(it) => {
            strip(&mut it.attrs);
            of_trait
        }
        _ => true,
    });
    let is_hidden = |name: Option<String>| name.is_some_and(|name| hidden.contains(&name));
    let of_hidden_trait = it.trait_.as_ref().is_some_and(|(path, _)| {
        is_hidden(path.segments.last().map(|last| last.ident.to_string()))
    });
    !is_hidden(name_of(&it.self_ty)) && !of_hidden_trait && (of_trait || !it.items.is_empty())
}

fn name_of(of: &Type) -> Option<String> {
    match of {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        Type::Reference(reference) => name_of(&reference.elem),
        _ => None,
    }
}

/// Private fields become one that cannot be named: that there are some is part of the promise.
fn without_private(fields: &mut Fields) {
    match fields {
        Fields::Named(named) => {
            let all = std::mem::take(&mut named.named);
            let count = all.len();
            let mut seen: Punctuated<Field, Token![,]> = all
                .into_iter()
                .filter(|field| public(&field.vis))
                .map(stripped)
                .collect();
            if seen.len() < count {
                seen.push(unnamed(Some(Ident::new("_", Span::call_site()))));
            }
            named.named = seen;
        }
        Fields::Unnamed(unnamed_fields) => {
            for field in &mut unnamed_fields.unnamed {
                if public(&field.vis) {
                    strip(&mut field.attrs);
                } else {
                    *field = unnamed(None);
                }
            }
        }
        Fields::Unit => {}
    }
}

fn stripped(mut field: Field) -> Field {
    strip(&mut field.attrs);
    field
}

fn unnamed(ident: Option<Ident>) -> Field {
    let mut field: Field = syn::parse_quote!(_);
    field.colon_token = ident.is_some().then(Default::default);
    field.ident = ident;
    field
}

/// What a function does to its own arguments is nobody else's business.
fn without_mut(signature: &mut Signature) {
    for argument in &mut signature.inputs {
        match argument {
            FnArg::Receiver(receiver) => receiver.mutability = None,
            FnArg::Typed(typed) => {
                if let Pat::Ident(pattern) = &mut *typed.pat {
                    pattern.mutability = None;
                }
            }
        }
    }
}

fn keep(attributes: &mut Vec<Attribute>, visibility: &Visibility) -> bool {
    strip(attributes);
    public(visibility)
}

/// Leaves what users can tell.
fn strip(attributes: &mut Vec<Attribute>) {
    attributes.retain(|attribute| PROMISES.iter().any(|name| attribute.path().is_ident(name)));
}

const PROMISES: &[&str] = &[
    "cfg",
    "deprecated",
    "derive",
    "macro_export",
    "non_exhaustive",
];

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn nothing() -> Block {
    syn::parse_quote!({})
}
