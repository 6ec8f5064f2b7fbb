//! Lists of entities as JavaScript arrays. An entity that did not change
//! keeps its object, and a list in which nothing changed keeps its array, so
//! that user interfaces can compare by identity.
//!
//! Most changes touch one entity of many. What is the same at both ends of a
//! list is therefore taken over in one piece: asking JavaScript about each
//! entity would cost more than everything else together.

use std::any::Any;
use std::sync::Arc;

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::value;

/// One list, as it was last handed out.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// Keeps the entities, so that no address is used twice.
    entities: Vec<Arc<dyn Any>>,
    /// Their objects, in the same order. A copy: the page may sort what it was given.
    objects: Array,
    array: Array,
}

impl Rows {
    /// The array for these entities.
    pub(crate) fn list<T: Serialize + 'static>(&mut self, entities: &[Arc<T>]) -> Array {
        self.update(entities.iter().map(any).collect(), &|fresh| {
            let rows: Vec<&T> = fresh.iter().map(|&at| &*entities[at]).collect();
            value::from_json(&rows)
        })
    }

    /// The object of an entity that is in the list.
    pub(crate) fn object_of<T>(&self, entity: &Arc<T>) -> Option<JsValue> {
        let wanted = address(entity);
        let at = self
            .entities
            .iter()
            .position(|known| address(known) == wanted)?;
        Some(self.objects.get(at as u32))
    }

    /// The part that is the same for every type, and so is there once.
    fn update(&mut self, entities: Vec<Arc<dyn Any>>, make: &dyn Fn(&[usize]) -> JsValue) -> Array {
        let shorter = entities.len().min(self.entities.len());
        let same = |(a, b): &(&Arc<dyn Any>, &Arc<dyn Any>)| address(*a) == address(*b);
        let pairs = || self.entities.iter().zip(&entities);
        let start = pairs().take_while(same).count();
        if start == entities.len() && start == self.entities.len() {
            return self.array.clone();
        }
        let from_the_end = self.entities.iter().rev().zip(entities.iter().rev());
        let end = from_the_end.take(shorter - start).take_while(same).count();

        let known = Index::of(&self.entities, start..self.entities.len() - end);
        let between: Vec<(usize, Option<usize>)> = (start..entities.len() - end)
            .map(|at| (at, known.position(&entities[at])))
            .collect();
        let fresh: Vec<usize> = between
            .iter()
            .filter_map(|(at, before)| before.is_none().then_some(*at))
            .collect();
        let made = Array::from(&make(&fresh));
        let mut made = made.iter();
        let objects = self.objects.slice(0, start as u32);
        for (_, before) in between {
            let object = match before {
                Some(before) => self.objects.get(before as u32),
                None => made.next().unwrap_or_default(),
            };
            objects.push(&object);
        }
        let length = self.entities.len() as u32;
        self.objects = objects.concat(&self.objects.slice(length - end as u32, length));
        self.entities = entities;
        self.array = self.objects.slice(0, self.objects.length());
        self.array.clone()
    }
}

/// Where entities are in a part of a list, by address.
struct Index(Vec<(usize, usize)>);

impl Index {
    fn of(entities: &[Arc<dyn Any>], range: std::ops::Range<usize>) -> Self {
        let mut places: Vec<_> = range.map(|at| (address(&entities[at]), at)).collect();
        places.sort_unstable();
        Self(places)
    }

    fn position(&self, entity: &Arc<dyn Any>) -> Option<usize> {
        let wanted = address(entity);
        let at = self
            .0
            .binary_search_by_key(&wanted, |(address, _)| *address);
        Some(self.0[at.ok()?].1)
    }
}

/// One entity, as it was last handed out.
#[derive(Debug, Default)]
pub(crate) struct Single(Option<(Arc<dyn Any>, JsValue)>);

impl Single {
    pub(crate) fn object<T: Serialize + 'static>(&mut self, entity: &Arc<T>) -> JsValue {
        match &self.0 {
            Some((kept, object)) if address(kept) == address(entity) => object.clone(),
            _ => {
                let object = value::from_json(&**entity);
                self.0 = Some((any(entity), object.clone()));
                object
            }
        }
    }
}

fn any<T: 'static>(entity: &Arc<T>) -> Arc<dyn Any> {
    Arc::clone(entity) as Arc<dyn Any>
}

fn address<T: ?Sized>(entity: &Arc<T>) -> usize {
    Arc::as_ptr(entity).cast::<()>() as usize
}
